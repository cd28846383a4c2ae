package io.github.umatrust.uma.scopedocument;

import java.util.Map;
import java.util.Objects;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.model.ResourceServer;
import org.keycloak.authorization.model.Scope;
import org.keycloak.authorization.store.StoreFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** How scopes are shown to people, as Keycloak keeps it. */
final class ScopeDescriptions {

  private ScopeDescriptions() {}

  /**
   * Describes scopes in a transaction of its own. Realm, resource server and scopes are looked up
   * again, and nothing is done for what is gone.
   *
   * @param documents by the scope's name
   */
  static void write(
      KeycloakSessionFactory factory,
      String realmId,
      String resourceServerId,
      Map<String, ScopeDocument> documents) {
    KeycloakModelUtils.runJobInTransaction(
        factory, session -> write(session, realmId, resourceServerId, documents));
  }

  private static void write(
      KeycloakSession session,
      String realmId,
      String resourceServerId,
      Map<String, ScopeDocument> documents) {
    RealmModel realm = session.realms().getRealm(realmId);
    if (realm == null) {
      return;
    }
    session.getContext().setRealm(realm);
    StoreFactory stores = session.getProvider(AuthorizationProvider.class).getStoreFactory();
    ResourceServer resourceServer = stores.getResourceServerStore().findById(resourceServerId);
    if (resourceServer == null || realm.getClientById(resourceServer.getClientId()) == null) {
      return;
    }
    documents.forEach(
        (name, document) -> {
          Scope scope = stores.getScopeStore().findByName(resourceServer, name);
          if (scope != null) {
            describe(scope, document);
          }
        });
  }

  private static void describe(Scope scope, ScopeDocument document) {
    if (!document.name().equals(scope.getDisplayName())) {
      scope.setDisplayName(document.name());
    }
    if (!Objects.equals(document.iconUri(), scope.getIconUri())) {
      scope.setIconUri(document.iconUri());
    }
  }
}
