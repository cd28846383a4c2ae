package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.permission.PermissionTickets;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.AuthorizationToken;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
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

  private Response grant(AuthorizationToken aat, JsonRequest request) {
    String handle = request.requiredText("ticket");
    checkOptionalMembers(request);
    PermissionTickets tickets = new PermissionTickets(call.session());
    PermissionTicket ticket = tickets.get(handle);
    ClientModel client = call.realm().getClientById(ticket.resourceServerId());
    ResourceServer resourceServer =
        client == null || !client.isEnabled()
            ? null
            : call.authorization().getStoreFactory().getResourceServerStore().findByClient(client);
    if (client == null || resourceServer == null) {
      throw UmaException.invalidTicket();
    }
    // What the ticket was for may have been deleted or changed since.
    Resource resource =
        ResourceSets.find(call.authorization(), resourceServer, ticket.resourceSetId())
            .filter(r -> ticket.ownerId().equals(r.getOwner()))
            .orElseThrow(UmaException::invalidTicket);
    if (!new PolicyDecision(call).grants(aat, resourceServer, resource, ticket.scopes())) {
      throw UmaException.notAuthorized();
    }
    tickets.redeem(handle);
    AccessToken rpt = new RptIssuer(call).issue(aat, client, resource.getId(), ticket.scopes());
    events.accessGranted(
        aat,
        ticket.id(),
        ticket.ownerId(),
        rpt,
        client,
        new PermissionDetail(
            resource.getId(), ResourceSets.nameOf(resource), ticket.scopes(), rpt.getExp()));
    return UmaResponses.json(
            200,
            JsonNodeFactory.instance.objectNode().put("rpt", call.session().tokens().encode(rpt)))
        .build();
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
