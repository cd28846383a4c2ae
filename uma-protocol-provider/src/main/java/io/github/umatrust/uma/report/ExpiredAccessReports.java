package io.github.umatrust.uma.report;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/** Forgets reports that are too old to be remembered, some in each transaction. */
final class ExpiredAccessReports implements ScheduledTask {

  @Override
  public void run(KeycloakSession session) {
    boolean more = true;
    while (more) {
      more =
          KeycloakModelUtils.runJobInTransactionWithResult(
              session.getKeycloakSessionFactory(), own -> new ReceivedReports(own).removeExpired());
    }
  }
}
