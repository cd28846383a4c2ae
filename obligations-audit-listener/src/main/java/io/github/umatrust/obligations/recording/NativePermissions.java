package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.Resource;
import org.keycloak.authorization.store.ResourceStore;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.authorization.Permission;
import org.keycloak.util.JsonSerialization;

/**
 * Permissions of Keycloak's own UMA 2.0 as the ledger keeps them.
 *
 * @param all all of them, an array
 * @param byOwner those on a resource that still exists, by the id of its owner
 * @param resourceServer the client that the first such resource belongs to, null without any
 */
record NativePermissions(
    ArrayNode all, Map<String, ArrayNode> byOwner, @Nullable ClientModel resourceServer) {

  static NativePermissions of(
      KeycloakSession session, RealmModel realm, @Nullable Collection<Permission> permissions) {
    ResourceStore resources =
        session.getProvider(AuthorizationProvider.class).getStoreFactory().getResourceStore();
    ArrayNode all = JsonSerialization.mapper.createArrayNode();
    Map<String, ArrayNode> byOwner = new LinkedHashMap<>();
    ClientModel resourceServer = null;
    for (Permission permission : permissions == null ? List.<Permission>of() : permissions) {
      String id = permission.getResourceId();
      Resource resource = id == null ? null : resources.findById(null, id);
      ObjectNode json = JsonSerialization.createObjectNode();
      json.put("resource_set_id", id);
      json.put(
          "resource_set_name",
          resource == null || permission.getResourceName() != null
              ? permission.getResourceName()
              : resource.getName());
      ArrayNode scopes = json.putArray("scopes");
      if (permission.getScopes() != null) {
        permission.getScopes().forEach(scopes::add);
      }
      if (resource != null) {
        json.put("owner", resource.getOwner());
        byOwner
            .computeIfAbsent(
                resource.getOwner(), owner -> JsonSerialization.mapper.createArrayNode())
            .add(json);
        if (resourceServer == null) {
          resourceServer = realm.getClientById(resource.getResourceServer().getClientId());
        }
      }
      all.add(json);
    }
    return new NativePermissions(all, byOwner, resourceServer);
  }

  /** The id of the owner, null where there are none or several. */
  @Nullable String onlyOwner() {
    return byOwner.size() == 1 ? byOwner.keySet().iterator().next() : null;
  }
}
