package io.github.umatrust.uma.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.account.People;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.fact.PermissionsNotBefore;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Objects;
import org.keycloak.authorization.model.Resource;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Revocation by administrators: of an RPT by the id that events and the obligations ledger tell, or
 * of the permissions on a resource set. Errors are Keycloak's own: {@code {"errorMessage": …}}.
 */
public final class RevocationAdminResource {

  private static final String RPT_ID = "rpt_id";
  private static final String EXPIRES_AT = "expires_at";
  private static final String RESOURCE_SET_ID = "resource_set_id";
  private static final String REQUESTING_PARTY = "requesting_party";

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
   * Ends access, in one of two ways: 204, also when it has ended already.
   *
   * <ul>
   *   <li>{@code rpt_id} is the id of an RPT that is revoked, until {@code expires_at} (seconds
   *       since the epoch), when it ends by itself; without, until every RPT that is issued now has
   *       ended. Whether there is such an RPT nobody knows: RPTs are not stored.
   *   <li>{@code resource_set_id} is a resource set on which the permissions that were granted
   *       until now are taken back; those of {@code requesting_party}, a user's id or name, or
   *       without, everybody's.
   * </ul>
   *
   * @throws jakarta.ws.rs.ForbiddenException without {@code manage-users}
   * @throws org.keycloak.services.ErrorResponseException 400 for a bad body, 404 when there is no
   *     such resource set or user
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response revoke(@Context HttpHeaders headers, InputStream body) {
    auth.users().requireManage();
    try {
      JsonRequest request = JsonRequest.read(headers, body);
      boolean ofRpt = request.object().has(RPT_ID);
      if (ofRpt == request.object().has(RESOURCE_SET_ID)) {
        throw UmaException.invalidRequest("either rpt_id or resource_set_id must be there");
      }
      if (ofRpt) {
        revokeRpt(request);
      } else {
        takeBack(request);
      }
      return UmaResponses.empty(204).build();
    } catch (UmaException e) {
      throw ErrorResponse.error(
          e.getMessage(), Objects.requireNonNull(Response.Status.fromStatusCode(e.status())));
    }
  }

  private void revokeRpt(JsonRequest request) {
    String id = rptId(request);
    long expiresAt = expiresAt(request);
    if (RptRevocation.revoke(session, id, expiresAt)) {
      new UmaEvents(new UmaCall(session)).rptRevoked(id);
      audit(id, JsonNodeFactory.instance.objectNode().put(RPT_ID, id).put(EXPIRES_AT, expiresAt));
    }
  }

  private void takeBack(JsonRequest request) {
    String id = request.requiredText(RESOURCE_SET_ID);
    Resource resource =
        ResourceSets.findInRealm(new UmaCall(session), id).orElseThrow(UmaException::notFound);
    String named = request.optionalText(REQUESTING_PARTY);
    UserModel user =
        named == null
            ? null
            : People.find(session, realm, named)
                .orElseThrow(() -> UmaException.notFound("there is no such requesting party"));
    new PermissionsNotBefore(session)
        .takeBack(resource.getId(), user == null ? null : user.getId());
    ObjectNode representation =
        JsonNodeFactory.instance.objectNode().put(RESOURCE_SET_ID, resource.getId());
    if (user != null) {
      representation.put(REQUESTING_PARTY, user.getId());
    }
    audit(resource.getId(), representation);
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

  private void audit(String id, ObjectNode representation) {
    new AdminEventBuilder(realm, auth.adminAuth(), session, session.getContext().getConnection())
        .resource(ResourceType.CUSTOM)
        .operation(OperationType.ACTION)
        .resourcePath("uma", "revocations", id)
        .representation(representation)
        .success();
  }
}
