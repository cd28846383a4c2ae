package io.github.umatrust.uma.assessment;

import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.keycloak.authorization.model.PermissionTicket.FilterOption;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.store.PermissionTicketStore;
import org.keycloak.models.ModelException;
import org.keycloak.models.UserModel;

/**
 * Requests for access that wait for an owner's answer (UMA Core 1.0.1 §3.5.2). They are Keycloak's
 * own, so that owners see and answer them in the account console.
 */
public final class AccessRequests {

  private final UmaCall call;

  public AccessRequests(UmaCall call) {
    this.call = call;
  }

  /**
   * Asks the owners. What they are asked already they are not asked again.
   *
   * @throws UmaException 503 when another request asked the same at the same moment
   */
  public void submit(UserModel requestingParty, ResourceServer resourceServer, List<Part> parts) {
    try {
      for (Part part : parts) {
        for (Scope scope : part.resource().getScopes()) {
          if (part.scopes().contains(scope.getName())) {
            submit(requestingParty, resourceServer, part.resource(), scope);
          }
        }
      }
    } catch (ModelException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  private void submit(
      UserModel requestingParty, ResourceServer resourceServer, Resource resource, Scope scope) {
    PermissionTicketStore requests =
        call.authorization().getStoreFactory().getPermissionTicketStore();
    Map<FilterOption, String> same = new EnumMap<>(FilterOption.class);
    same.put(FilterOption.RESOURCE_ID, resource.getId());
    same.put(FilterOption.REQUESTER, requestingParty.getId());
    same.put(FilterOption.SCOPE_ID, scope.getId());
    if (requests.find(resourceServer, same, null, null).isEmpty()) {
      requests.create(resourceServer, resource, scope, requestingParty.getId());
    }
  }
}
