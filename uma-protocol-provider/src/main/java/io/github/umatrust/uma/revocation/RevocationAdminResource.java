package io.github.umatrust.uma.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Revocation by administrators, who know an RPT by the id that events and the obligations ledger
 * tell. Errors are Keycloak's own: {@code {"errorMessage": …}}.
 */
public final class RevocationAdminResource {

  private static final String RPT_ID = "rpt_id";
  private static final String EXPIRES_AT = "expires_at";

  /** For so many seconds an RPT is revoked where the request does not say when it ends: a day. */
  private static final long LIFESPAN = 86_400;

  /** The latest end of an RPT that is taken, in seconds from now: a year. */
  private static final long MOST_LIFESPAN = 366 * 86_400L;

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator auth;

  public RevocationAdminResource(
      KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
    this.session = session;
    this.realm = realm;
    this.auth = auth;
  }

  /**
   * Revokes the RPT of {@code rpt_id}, until {@code expires_at} (seconds since the epoch), when it
   * ends by itself; without, until every RPT that is issued now has ended. 204, also when it is
   * revoked already. Whether there is such an RPT nobody knows: RPTs are not stored.
   *
   * @throws jakarta.ws.rs.ForbiddenException without {@code manage-users}
   * @throws org.keycloak.services.ErrorResponseException 400 for a bad body
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response revoke(@Context HttpHeaders headers, InputStream body) {
    auth.users().requireManage();
    try {
      JsonRequest request = JsonRequest.read(headers, body);
      String id = rptId(request);
      long expiresAt = expiresAt(request);
      if (RptRevocation.revoke(session, id, expiresAt)) {
        new UmaEvents(new UmaCall(session)).rptRevoked(id);
        audit(id, expiresAt);
      }
      return UmaResponses.empty(204).build();
    } catch (UmaException e) {
      throw ErrorResponse.error(e.getMessage(), Response.Status.BAD_REQUEST);
    }
  }

  /** Visible characters only, as in every id that Keycloak gives. */
  private static String rptId(JsonRequest request) {
    String id = request.requiredText(RPT_ID);
    if (!id.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw UmaException.invalidRequest(RPT_ID + " has a character that is in no id");
    }
    return id;
  }

  private long expiresAt(JsonRequest request) {
    long now = Time.currentTimeSeconds();
    JsonNode value = request.object().get(EXPIRES_AT);
    if (value == null) {
      return now + Math.max(LIFESPAN, realm.getAccessTokenLifespan());
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() <= now
        || value.longValue() > now + MOST_LIFESPAN) {
      throw UmaException.invalidRequest(
          EXPIRES_AT + " must be a time of the year to come, in seconds since the epoch");
    }
    return value.longValue();
  }

  private void audit(String id, long expiresAt) {
    ObjectNode representation = JsonNodeFactory.instance.objectNode();
    representation.put(RPT_ID, id);
    representation.put(EXPIRES_AT, expiresAt);
    new AdminEventBuilder(realm, auth.adminAuth(), session, session.getContext().getConnection())
        .resource(ResourceType.CUSTOM)
        .operation(OperationType.ACTION)
        .resourcePath("uma", "revocations", id)
        .representation(representation)
        .success();
  }
}
