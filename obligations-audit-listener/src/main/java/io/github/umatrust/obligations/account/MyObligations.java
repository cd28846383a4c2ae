package io.github.umatrust.obligations.account;

import io.github.umatrust.obligations.admin.ObligationPages;
import io.github.umatrust.obligations.query.InvalidQueryException;
import io.github.umatrust.obligations.query.ObligationQuery;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.cors.Cors;

/**
 * What a person, or the organisation behind a service account, owes and is owed in a realm: {@code
 * /realms/{realm}/obligations/mine}. Nothing of anybody else is in it.
 */
public final class MyObligations {

  private static final String PARTY = "party";

  private final KeycloakSession session;
  private final RealmModel realm;

  public MyObligations(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * One page of the obligations of whoever asks, newest first; the header {@code Link} leads to the
   * next. Takes the filters of the administrators' query, but no {@code party}; {@code client}
   * finds whom a token was issued to only where that is shown. 400 for a query that cannot be
   * honoured, 401 and 403 for a token that is not taken ({@link OwnToken}), in the form of RFC 6750
   * §3.1.
   */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response mine() {
    if (!realm.isEnabled()) {
      return error(Response.Status.FORBIDDEN, "access_denied", "the realm is disabled", null);
    }
    boolean secure = "https".equals(session.getContext().getUri().getBaseUri().getScheme());
    if (!secure && realm.getSslRequired().isRequired(session.getContext().getConnection())) {
      return error(Response.Status.FORBIDDEN, "access_denied", "HTTPS is required", null);
    }
    OwnToken token;
    try {
      token = OwnToken.of(session, realm);
    } catch (OwnToken.RefusedException e) {
      return refused(e);
    }
    ClientModel client = token.client();
    if (isOfAPage()) {
      try {
        Cors.builder().checkAllowedOrigins(session, client);
      } catch (ForbiddenException e) {
        return error(
            Response.Status.FORBIDDEN, "access_denied", "the origin is none of the client's", null);
      }
    }
    Subject subject = Subject.of(realm, token.user());
    ObligationQuery query;
    try {
      MultivaluedMap<String, String> parameters =
          session.getContext().getUri().getQueryParameters();
      if (parameters.containsKey(PARTY)) {
        throw new InvalidQueryException("These are the obligations of one party alone: " + PARTY);
      }
      query = ObligationQuery.parse(parameters).of(subject.asker());
    } catch (InvalidQueryException e) {
      return error(
          Response.Status.BAD_REQUEST,
          OAuthErrorException.INVALID_REQUEST,
          String.valueOf(e.getMessage()),
          client);
    }
    ObligationPages.Page page = new ObligationPages(session, realm).page(query);
    Response.ResponseBuilder response =
        Response.ok(page.as((obligation, shown) -> OwnObligation.of(subject, obligation, shown)))
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
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
    return withCors(response, client);
  }

  /** What a browser asks before it lets a page of another origin send the request itself. */
  @OPTIONS
  public Response preflight() {
    return Cors.builder().preflight().allowedMethods("GET").auth().add(Response.ok());
  }

  private Response refused(OwnToken.RefusedException refusal) {
    String reason = String.valueOf(refusal.getMessage());
    return refusal.isInvalid()
        ? error(Response.Status.UNAUTHORIZED, OAuthErrorException.INVALID_TOKEN, reason, null)
        : error(Response.Status.FORBIDDEN, OAuthErrorException.ACCESS_DENIED, reason, null);
  }

  private Response error(
      Response.Status status, String error, String description, @Nullable ClientModel client) {
    Response.ResponseBuilder response =
        Response.status(status)
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(new OAuth2ErrorRepresentation(error, description));
    if (status == Response.Status.UNAUTHORIZED) {
      response.header(
          HttpHeaders.WWW_AUTHENTICATE,
          "Bearer realm=\"" + realm.getName().replaceAll("[^ !#-\\[\\]-~]", "_") + "\"");
    }
    return withCors(response, client);
  }

  /** A page may read the answer when its origin is one of the client's. */
  private Response withCors(Response.ResponseBuilder response, @Nullable ClientModel client) {
    if (!isOfAPage() || client == null) {
      return response.build();
    }
    return Cors.builder()
        .auth()
        .allowedMethods("GET")
        .exposedHeaders(HttpHeaders.LINK)
        .checkAllowedOrigins(session, client)
        .add(response);
  }

  private boolean isOfAPage() {
    return session
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getHeaderString(Cors.ORIGIN_HEADER)
        != null;
  }
}
