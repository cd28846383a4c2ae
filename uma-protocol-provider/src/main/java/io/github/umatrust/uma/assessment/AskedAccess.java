package io.github.umatrust.uma.assessment;

import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.permission.PermissionTicket;
import io.github.umatrust.uma.permission.RequestedPermission;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.resourceset.ResourceSets;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.models.ClientModel;

/**
 * What a ticket is for, as it is now.
 *
 * @param client the client that is the resource server
 * @param resourceServer the same in Keycloak's Authorization Services
 * @param parts the resource sets and scopes, at least one
 */
public record AskedAccess(ClientModel client, ResourceServer resourceServer, List<Part> parts) {

  public AskedAccess {
    parts = List.copyOf(parts);
  }

  /**
   * What a ticket is for.
   *
   * @throws UmaException {@code invalid_ticket} when that has been deleted or changed since
   */
  public static AskedAccess of(UmaCall call, PermissionTicket ticket) {
    ClientModel client = call.realm().getClientById(ticket.resourceServerId());
    if (client == null || !client.isEnabled()) {
      throw UmaException.invalidTicket();
    }
    ResourceServer resourceServer =
        call.authorization().getStoreFactory().getResourceServerStore().findByClient(client);
    if (resourceServer == null) {
      throw UmaException.invalidTicket();
    }
    List<Part> parts = new ArrayList<>();
    for (RequestedPermission permission : ticket.permissions()) {
      Resource resource =
          ResourceSets.findById(call.authorization(), resourceServer, permission.resourceSetId())
              .filter(r -> ticket.ownerId().equals(r.getOwner()))
              .filter(r -> ResourceSets.scopesOf(r).containsAll(permission.scopes()))
              .orElseThrow(UmaException::invalidTicket);
      parts.add(new Part(resource, permission.scopes()));
    }
    return new AskedAccess(client, resourceServer, parts);
  }
}
