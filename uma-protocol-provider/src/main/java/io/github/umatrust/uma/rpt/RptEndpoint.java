package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.permission.PermissionTickets;
import io.github.umatrust.uma.permission.RequestedPermission;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.AuthorizationToken;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.representations.AccessToken;

/**
 * The RPT endpoint (UMA Core 1.0.1 §3.5): needs an AAT and a permission ticket, and gives an RPT or
 * the reason why not.
 */
public final class RptEndpoint {

  private final UmaCall call;
  private final UmaEvents events;

  public RptEndpoint(UmaCall call) {
    this.call = call;
    this.events = new UmaEvents(call);
  }

  /**
   * Asks for access: 200 with an RPT, 403 {@code not_authorized}, or 400 when the ticket is no
   * good.
   */
  @POST
  public Response request(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          AuthorizationToken aat = AuthorizationToken.of(call);
          try {
            return grant(aat, JsonRequest.read(headers, body));
          } catch (UmaException refused) {
            events.rptRefused(aat, refused.error());
            throw refused;
          }
        });
  }

  @OPTIONS
  public Response preflight() {
    return call.preflight("POST");
  }

  private Response grant(AuthorizationToken aat, JsonRequest request) {
    String handle = handle(request);
    checkOptionalMembers(request);
    PermissionTickets tickets = new PermissionTickets(call.session());
    PermissionTicket ticket = tickets.present(handle, aat, this::revoke);
    ClientModel client = call.realm().getClientById(ticket.resourceServerId());
    ResourceServer resourceServer =
        client == null || !client.isEnabled()
            ? null
            : call.authorization().getStoreFactory().getResourceServerStore().findByClient(client);
    if (client == null || resourceServer == null) {
      throw UmaException.invalidTicket();
    }
    List<Resource> resources = new ArrayList<>();
    for (RequestedPermission permission : ticket.permissions()) {
      // What the ticket was for may have been deleted or changed since.
      resources.add(
          ResourceSets.findById(call.authorization(), resourceServer, permission.resourceSetId())
              .filter(r -> ticket.ownerId().equals(r.getOwner()))
              .orElseThrow(UmaException::invalidTicket));
    }
    PolicyDecision decision = new PolicyDecision(call);
    for (int i = 0; i < resources.size(); i++) {
      List<String> scopes = ticket.permissions().get(i).scopes();
      if (!decision.grants(aat, resourceServer, resources.get(i), scopes)) {
        throw UmaException.notAuthorized();
      }
    }
    AccessToken rpt = new RptIssuer(call).issue(aat, client, ticket.permissions());
    tickets.redeem(handle, aat, rpt);
    events.accessGranted(aat, ticket.id(), ticket.ownerId(), rpt, client, details(rpt, resources));
    return UmaResponses.json(
            200,
            JsonNodeFactory.instance.objectNode().put("rpt", call.session().tokens().encode(rpt)))
        .build();
  }

  private static List<PermissionDetail> details(AccessToken rpt, List<Resource> resources) {
    List<Permission> permissions = Permission.read(rpt.getOtherClaims().get(Permission.CLAIM));
    List<PermissionDetail> details = new ArrayList<>();
    for (int i = 0; i < resources.size(); i++) {
      Permission permission = permissions.get(i);
      details.add(
          new PermissionDetail(
              permission.resourceSetId(),
              ResourceSets.nameOf(resources.get(i)),
              permission.scopes(),
              permission.expiresAt()));
    }
    return details;
  }

  private void revoke(PermissionTickets.GrantedRpt rpt) {
    long lifespan = rpt.expiresAt() - Time.currentTimeSeconds();
    if (lifespan > 0 && call.session().revokedTokens().put(rpt.id(), lifespan)) {
      events.rptRevoked(rpt.id(), rpt.clientId(), rpt.requestingPartyId());
    }
  }

  /** A text that is too long to be a ticket is one that nobody knows. */
  private static String handle(JsonRequest request) {
    JsonNode ticket = request.object().get("ticket");
    if (ticket != null
        && ticket.isTextual()
        && ticket.textValue().length() > JsonRequest.MAX_TEXT) {
      throw UmaException.invalidTicket();
    }
    return request.requiredText("ticket");
  }

  /**
   * An RPT that is presented gives nothing and loses nothing: the answer is a new one for this
   * ticket alone. Claim tokens are not asked for, and not believed.
   */
  private static void checkOptionalMembers(JsonRequest request) {
    JsonNode rpt = request.object().get("rpt");
    if (rpt != null && !rpt.isTextual()) {
      throw UmaException.invalidRequest("rpt must be text");
    }
    JsonNode claimTokens = request.object().get("claim_tokens");
    if (claimTokens != null && !claimTokens.isArray()) {
      throw UmaException.invalidRequest("claim_tokens must be an array");
    }
  }
}
