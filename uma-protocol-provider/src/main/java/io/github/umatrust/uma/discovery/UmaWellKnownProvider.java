package io.github.umatrust.uma.discovery;

import jakarta.ws.rs.NotFoundException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.wellknown.WellKnownProvider;

/**
 * Answers {@code uma-configuration} of a realm; as if it were not there where user-managed access
 * is off.
 */
final class UmaWellKnownProvider implements WellKnownProvider {

  private final KeycloakSession session;

  UmaWellKnownProvider(KeycloakSession session) {
    this.session = session;
  }

  @Override
  public Object getConfig() {
    RealmModel realm = session.getContext().getRealm();
    if (!realm.isEnabled() || !realm.isUserManagedAccessAllowed()) {
      throw new NotFoundException();
    }
    return UmaConfiguration.of(session);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
