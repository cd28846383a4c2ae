package io.github.umatrust.uma.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.resourceset.ResourceSets;
import org.keycloak.authorization.model.Resource;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;

/**
 * Tells a person which resource set it was that the person dealt with: its name, where it is and
 * whose.
 */
record ResourceSetNames(UmaCall call) {

  void describe(String id, ObjectNode json) {
    json.put("resource_set_id", id);
    Resource resource =
        call.authorization().getStoreFactory().getResourceStore().findById(null, id);
    if (resource == null) {
      return;
    }
    json.put("resource_set_name", ResourceSets.nameOf(resource));
    ClientModel resourceServer =
        call.realm().getClientById(resource.getResourceServer().getClientId());
    if (resourceServer != null) {
      json.put("resource_server", resourceServer.getClientId());
    }
    UserModel owner = call.session().users().getUserById(call.realm(), resource.getOwner());
    if (owner != null) {
      json.put("owner", owner.getUsername());
    }
  }
}
