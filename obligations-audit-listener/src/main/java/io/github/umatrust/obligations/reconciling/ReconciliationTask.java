package io.github.umatrust.obligations.reconciling;

import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Lets a {@link Reconciler} run. A class with a name, because Keycloak knows by it what other nodes
 * are busy with.
 */
record ReconciliationTask(Reconciler reconciler) implements ScheduledTask {

  /** The name in Keycloak's list of scheduled tasks. */
  static final String NAME = "ObligationsReconciliation";

  @Override
  public void run(KeycloakSession session) {
    reconciler.run(session.getKeycloakSessionFactory());
  }

  @Override
  public String getTaskName() {
    return NAME;
  }
}
