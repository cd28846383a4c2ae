package io.github.umatrust.obligations.reconciling;

import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Has this node's metrics know what any node's reconciler has done: unlike {@link
 * ReconciliationTask} it runs on every node, however often others are first.
 */
record ReconciliationMonitor(Reconciler reconciler) implements ScheduledTask {

  /** The name in Keycloak's list of scheduled tasks. */
  static final String NAME = "ObligationsReconciliationMonitor";

  @Override
  public void run(KeycloakSession session) {
    reconciler.tell(session.getKeycloakSessionFactory());
  }

  @Override
  public String getTaskName() {
    return NAME;
  }
}
