package io.github.umatrust.obligations;

import io.github.umatrust.obligations.health.LedgerHealth;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.retention.RealmRetention;
import io.github.umatrust.obligations.sequencing.Sequencer;
import java.time.Duration;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.timer.TimerProvider;

/** What the ledger does now and then without a request. */
public final class LedgerTasks {

  private static final long SEQUENCER_INTERVAL = Duration.ofSeconds(1).toMillis();

  /** A timer waits for its interval before the first time, and no server need run for so long. */
  static final long RETENTION_DELAY = Duration.ofMinutes(5).toMillis();

  private static final long RETENTION_INTERVAL = Duration.ofDays(1).toMillis();

  private LedgerTasks() {}

  /** Has it done from when the server's database is there; to be called once for each server. */
  public static void register(KeycloakSessionFactory factory) {
    factory.register(
        event -> {
          if (event instanceof PostMigrationEvent) {
            schedule(factory);
          }
        });
  }

  private static void schedule(KeycloakSessionFactory factory) {
    try (KeycloakSession session = factory.create()) {
      TimerProvider timer = session.getProvider(TimerProvider.class);
      if (timer != null) {
        Sequencer sequencer =
            new Sequencer(
                factory, new LedgerMonitor(LedgerMetrics.of(factory), LedgerHealth.of(factory)));
        schedule(timer, sequencer::run, () -> RealmRetention.runAll(factory));
      }
    }
  }

  static void schedule(TimerProvider timer, Runnable sequencing, Runnable retention) {
    timer.scheduleTask(new BackgroundTask("obligations-sequencer", sequencing), SEQUENCER_INTERVAL);
    timer.scheduleTask(
        new BackgroundTask("obligations-retention", retention),
        RETENTION_DELAY,
        RETENTION_INTERVAL);
  }
}
