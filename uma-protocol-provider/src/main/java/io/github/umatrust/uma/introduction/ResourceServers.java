package io.github.umatrust.uma.introduction;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.settings.UmaSettings;
import java.util.Optional;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.store.ResourceServerStore;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.ModelToRepresentation;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.idm.authorization.DecisionStrategy;
import org.keycloak.representations.idm.authorization.PolicyEnforcementMode;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.storage.StorageId;

/** The clients that are resource servers, and those that become one when they use a PAT. */
public final class ResourceServers {

  private final UmaCall call;

  public ResourceServers(UmaCall call) {
    this.call = call;
  }

  /**
   * The client as a resource server; empty when it is none and is not to become one.
   *
   * @param pat the PAT that the client uses
   * @param user whose PAT it is
   * @throws UmaException 503 when it could not become one just now
   */
  public Optional<ResourceServer> of(ClientModel client, AccessToken pat, UserModel user) {
    // It holds Keycloak's own administration permissions, and is nobody's API.
    if (AdminPermissionsSchema.SCHEMA.isAdminPermissionClient(call.realm(), client.getId())) {
      return Optional.empty();
    }
    ResourceServerStore store = call.authorization().getStoreFactory().getResourceServerStore();
    ResourceServer known = store.findByClient(client);
    if (known != null) {
      return Optional.of(known);
    }
    if (!mayBeIntroduced(client)) {
      return Optional.empty();
    }
    introduce(client, pat, user);
    ResourceServer introduced = store.findByClient(client);
    if (introduced == null) {
      throw UmaException.temporarilyUnavailable();
    }
    return Optional.of(introduced);
  }

  /**
   * Whether the realm lets this client become a resource server. Its scopes let it already: it has
   * a PAT. A client that cannot keep a secret cannot be one, as in Keycloak's console.
   */
  private boolean mayBeIntroduced(ClientModel client) {
    if (client.isPublicClient()
        || client.isBearerOnly()
        || !StorageId.isLocalStorage(client.getId())) {
      return false;
    }
    return switch (UmaSettings.of(call.realm()).introduction()) {
      case NONE -> false;
      case REGISTERED -> client.getRegistrationToken() != null;
      case ANY -> true;
    };
  }

  /**
   * Makes the client a resource server, which denies everything that no policy allows. In a
   * transaction of its own, because it stays one whatever becomes of this request; of two at once
   * one does it.
   */
  private void introduce(ClientModel client, AccessToken pat, UserModel user) {
    RealmModel realm = call.realm();
    try {
      KeycloakModelUtils.runJobInTransaction(
          call.session().getKeycloakSessionFactory(),
          own -> {
            own.getContext().setRealm(own.realms().getRealm(realm.getId()));
            ClientModel same =
                own.clients().getClientById(own.getContext().getRealm(), client.getId());
            if (same != null) {
              create(own, same, pat, user);
            }
          });
    } catch (ModelException e) {
      // Another request did it at the same moment.
    }
  }

  private void create(KeycloakSession own, ClientModel client, AccessToken pat, UserModel user) {
    ResourceServerStore store =
        own.getProvider(AuthorizationProvider.class).getStoreFactory().getResourceServerStore();
    if (store.findByClient(client) != null) {
      return;
    }
    ResourceServer created = store.create(client);
    created.setAllowRemoteResourceManagement(true);
    created.setPolicyEnforcementMode(PolicyEnforcementMode.ENFORCING);
    created.setDecisionStrategy(DecisionStrategy.UNANIMOUS);
    RealmModel realm = own.getContext().getRealm();
    new AdminEventBuilder(
            realm,
            new AdminAuth(realm, pat, user, client),
            own,
            call.session().getContext().getConnection())
        .resource(ResourceType.AUTHORIZATION_RESOURCE_SERVER)
        .operation(OperationType.CREATE)
        .resourcePath("clients", client.getId(), "authz", "resource-server")
        .representation(ModelToRepresentation.toRepresentation(created, client))
        .success();
  }
}
