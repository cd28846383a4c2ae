package io.github.umatrust.uma.housekeeping;

import java.time.Duration;
import java.util.function.Predicate;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

/**
 * Removes rows that are too old, some in each transaction. As Keycloak has its own expired rows
 * removed: by one node of the cluster, now and then.
 *
 * @param name names the task
 * @param removal removes some rows, and says whether there may be more of them
 */
public record Expiry(String name, Predicate<KeycloakSession> removal) implements ScheduledTask {

  private static final Duration INTERVAL = Duration.ofHours(1);

  @Override
  public void run(KeycloakSession session) {
    boolean more = true;
    while (more) {
      more =
          KeycloakModelUtils.runJobInTransactionWithResult(
              session.getKeycloakSessionFactory(), removal::test);
    }
  }

  @Override
  public String getTaskName() {
    return name;
  }

  /** Has it run every hour from now on; to be called once the server's database is there. */
  public void schedule(KeycloakSessionFactory factory) {
    try (KeycloakSession session = factory.create()) {
      TimerProvider timer = session.getProvider(TimerProvider.class);
      if (timer != null) {
        long interval = INTERVAL.toMillis();
        timer.schedule(new ClusterAwareScheduledTaskRunner(factory, this, interval), interval);
      }
    }
  }
}
