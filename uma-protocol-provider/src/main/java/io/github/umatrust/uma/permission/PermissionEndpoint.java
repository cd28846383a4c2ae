package io.github.umatrust.uma.permission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.event.PermissionDetail;
import io.github.umatrust.uma.event.UmaEvents;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.protocol.UmaResponses;
import io.github.umatrust.uma.resourceset.ResourceSets;
import io.github.umatrust.uma.token.ProtectionToken;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import org.keycloak.authorization.model.Resource;

/** The permission registration endpoint (UMA Core 1.0.1 §3.2); needs a PAT. */
public final class PermissionEndpoint {

  private final UmaCall call;

  public PermissionEndpoint(UmaCall call) {
    this.call = call;
  }

  /** Registers the permission that a client's request would have needed: 201 with a ticket. */
  @POST
  public Response register(@Context HttpHeaders headers, InputStream body) {
    return call.answer(
        () -> {
          ProtectionToken pat = ProtectionToken.of(call);
          JsonRequest request = JsonRequest.read(headers, body);
          String resourceSetId = request.requiredText("resource_set_id");
          List<String> scopes = request.requiredTexts("scopes", ResourceSets.MOST_SCOPES);
          Resource resource =
              new ResourceSets(call.authorization(), pat)
                  .find(resourceSetId)
                  .orElseThrow(UmaException::invalidResourceSetId);
          if (!ResourceSets.scopesOf(resource).containsAll(scopes)) {
            throw UmaException.invalidScope();
          }
          PermissionTickets.Issued issued =
              new PermissionTickets(call.session()).issue(pat.client().getId(), resource, scopes);
          PermissionTicket ticket = issued.ticket();
          new UmaEvents(call)
              .permissionRegistered(
                  pat,
                  ticket.id(),
                  ticket.ownerId(),
                  new PermissionDetail(
                      resource.getId(), ResourceSets.nameOf(resource), scopes, null),
                  ticket.expiresAt());
          return UmaResponses.json(
                  201, JsonNodeFactory.instance.objectNode().put("ticket", issued.handle()))
              .build();
        });
  }
}
