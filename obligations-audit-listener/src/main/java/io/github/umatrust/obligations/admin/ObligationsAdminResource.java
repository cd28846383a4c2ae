package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.query.InvalidQueryException;
import io.github.umatrust.obligations.query.ObligationQuery;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The obligations of a realm, for administrators who may view its events. It answers with what was
 * recorded whether or not the ledger is on now.
 */
@Produces(MediaType.APPLICATION_JSON)
public class ObligationsAdminResource {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator auth;

  public ObligationsAdminResource(
      KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
    this.session = session;
    this.realm = realm;
    this.auth = auth;
  }

  /**
   * One page of obligations, newest first; the header {@code Link} leads to the next.
   *
   * @throws jakarta.ws.rs.ForbiddenException without {@code view-events}
   * @throws org.keycloak.services.ErrorResponseException 400 for a bad query
   */
  @GET
  public Response obligations() {
    auth.realm().requireViewEvents();
    ObligationQuery query;
    try {
      query = ObligationQuery.parse(session.getContext().getUri().getQueryParameters());
    } catch (InvalidQueryException e) {
      throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
    }
    ObligationPages.Page page = new ObligationPages(session, realm).page(query);
    Response.ResponseBuilder response = Response.ok(page.obligations());
    if (page.next() != null) {
      response.link(
          session
              .getContext()
              .getUri()
              .getRequestUriBuilder()
              .replaceQueryParam("after", page.next())
              .build(),
          "next");
    }
    return response.build();
  }

  /**
   * The fourteen clauses.
   *
   * @throws jakarta.ws.rs.ForbiddenException without {@code view-events}
   */
  @GET
  @Path("clauses")
  public List<ClauseRepresentation> clauses() {
    auth.realm().requireViewEvents();
    return Arrays.stream(Clause.values()).map(ClauseRepresentation::of).toList();
  }
}
