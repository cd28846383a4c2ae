package io.github.umatrust.uma.provisioning;

import java.util.Map;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Changes as the admin events that Keycloak's own administration API raises for them. */
final class ProvisioningAudit {

  private static final String CLIENT_SCOPES = "client-scopes";

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator auth;

  ProvisioningAudit(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
    this.session = session;
    this.realm = realm;
    this.auth = auth;
  }

  /** A client scope was created, with this id. */
  void created(UmaClientScope scope, String id) {
    event(ResourceType.CLIENT_SCOPE, OperationType.CREATE)
        .resourcePath(CLIENT_SCOPES, id)
        .representation(scope.toRepresentation())
        .success();
  }

  /** The client scope with this id was removed. */
  void removed(String id) {
    event(ResourceType.CLIENT_SCOPE, OperationType.DELETE)
        .resourcePath(CLIENT_SCOPES, id)
        .success();
  }

  /**
   * Attributes of the realm were changed.
   *
   * @param attributes what they are now; empty when they were removed
   */
  void changed(Map<String, String> attributes) {
    RealmRepresentation representation = new RealmRepresentation();
    representation.setAttributes(attributes);
    event(ResourceType.REALM, OperationType.UPDATE).representation(representation).success();
  }

  /** A builder of its own for each event: one keeps the path and representation of the last. */
  private AdminEventBuilder event(ResourceType type, OperationType operation) {
    return new AdminEventBuilder(
            realm, auth.adminAuth(), session, session.getContext().getConnection())
        .resource(type)
        .operation(operation);
  }
}
