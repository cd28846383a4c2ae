package io.github.umatrust.uma.revocation;

import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/** Puts RPTs where Keycloak keeps what is revoked, as long as they would have lived. */
final class RptRevocation {

  private RptRevocation() {}

  /**
   * Revokes an RPT.
   *
   * @param id its id
   * @param expiresAt when it ends by itself, in seconds since the epoch
   * @return whether it was in force until now
   */
  static boolean revoke(KeycloakSession session, String id, long expiresAt) {
    long lifespan = expiresAt - Time.currentTimeSeconds();
    return lifespan > 0 && session.revokedTokens().put(id, lifespan);
  }
}
