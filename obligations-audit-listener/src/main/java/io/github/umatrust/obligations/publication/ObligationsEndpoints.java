package io.github.umatrust.obligations.publication;

import jakarta.ws.rs.Path;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The ledger's endpoints of a realm, below {@code /realms/{realm}/obligations}. */
public final class ObligationsEndpoints {

  private final KeycloakSession session;
  private final RealmModel realm;

  ObligationsEndpoints(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The tamper-evident log. */
  @Path("log")
  public LogEndpoint log() {
    return new LogEndpoint(session, realm);
  }
}
