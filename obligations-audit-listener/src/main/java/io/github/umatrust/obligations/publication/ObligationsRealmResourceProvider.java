package io.github.umatrust.obligations.publication;

import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.recording.ObligationsEventListenerProviderFactory;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resource.RealmResourceProvider;

/**
 * Gives a realm the ledger's endpoints while the ledger is on, and where it was on and has left a
 * log; else it is as if they were not there.
 */
final class ObligationsRealmResourceProvider implements RealmResourceProvider {

  private final KeycloakSession session;

  ObligationsRealmResourceProvider(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public @Nullable Object getResource() {
    RealmModel realm = session.getContext().getRealm();
    boolean has =
        ObligationsEventListenerProviderFactory.isOn(realm)
            || RealmLog.exists(
                session.getProvider(JpaConnectionProvider.class).getEntityManager(), realm.getId());
    return has ? new ObligationsEndpoints(session, realm) : null;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
