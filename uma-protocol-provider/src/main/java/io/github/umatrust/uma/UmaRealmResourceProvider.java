package io.github.umatrust.uma;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.scopedocument.ScopeDocuments;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resource.RealmResourceProvider;

/**
 * Gives a realm the UMA endpoints while its user-managed access is on; else it is as if they were
 * not there.
 */
final class UmaRealmResourceProvider implements RealmResourceProvider {

  private final KeycloakSession session;
  private final ScopeDocuments scopeDocuments;

  UmaRealmResourceProvider(KeycloakSession session, ScopeDocuments scopeDocuments) {
    this.session = session;
    this.scopeDocuments = scopeDocuments;
  }

  @Override
  public @Nullable Object getResource() {
    return session.getContext().getRealm().isUserManagedAccessAllowed()
        ? new UmaEndpoints(new UmaCall(session), scopeDocuments)
        : null;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
