package io.github.umatrust.uma.resourceset;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.ProtectionToken;
import org.keycloak.authorization.model.Resource;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;

/** Changes of resource sets as the admin events that Keycloak's own protection API raises. */
final class ResourceSetAudit {

  private ResourceSetAudit() {}

  /** A resource set was created, updated, or is about to be deleted. */
  static void changed(
      UmaCall call, ProtectionToken pat, Resource resource, OperationType operation) {
    RealmModel realm = call.realm();
    new AdminEventBuilder(
            realm,
            new AdminAuth(realm, pat.token(), pat.user(), pat.client()),
            call.session(),
            call.session().getContext().getConnection())
        .resource(ResourceType.AUTHORIZATION_RESOURCE)
        .operation(operation)
        .resourcePath(
            "clients",
            pat.client().getId(),
            "authz",
            "resource-server",
            "resource",
            resource.getId())
        .representation(ResourceSets.read(resource).toJson())
        .success();
  }
}
