package io.github.umatrust.obligations.reconciling;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * One walk over what is in force in a realm, in batches. It keeps its place between them.
 *
 * @param <T> what it meets
 */
interface Lane<T> {

  /** The next of what may be in force; empty at the end of the walk. */
  List<T> next(KeycloakSession session, String realmId);

  /**
   * The ends that reach it; none where it is still in force.
   *
   * @param realm null where the realm is gone
   */
  List<Over> judge(KeycloakSession session, String realmId, @Nullable RealmModel realm, T met);

  /** When it began or was renewed last, milliseconds since the epoch. */
  long issuedAt(T met);
}
