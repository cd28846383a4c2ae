package io.github.umatrust.obligations;

import io.github.umatrust.obligations.health.LedgerHealth;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.retention.RetentionTask;
import io.github.umatrust.obligations.sequencing.Sequencer;
import io.github.umatrust.obligations.sequencing.SequencerTask;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.timer.TimerProvider;

/** What the ledger does now and then without a request. */
public final class LedgerTasks {

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
        timer.scheduleTask(
            new SequencerTask(
                new Sequencer(
                    factory,
                    new LedgerMonitor(LedgerMetrics.of(factory), LedgerHealth.of(factory)))),
            SequencerTask.INTERVAL);
        timer.scheduleTask(new RetentionTask(factory), RetentionTask.INTERVAL);
      }
    }
  }
}
