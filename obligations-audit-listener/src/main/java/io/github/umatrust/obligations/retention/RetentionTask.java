package io.github.umatrust.obligations.retention;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.log.LogAudit;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.ScheduledTask;

/**
 * Has every realm that says how long it keeps its ledger forget what is older, once a day and on
 * every node: where another node was first there is nothing left to do. Not in the thread of the
 * timer, which is the only one of the server.
 */
public final class RetentionTask implements ScheduledTask {

  /** Milliseconds between two runs. */
  public static final long INTERVAL = Duration.ofDays(1).toMillis();

  private static final Logger LOG = Logger.getLogger(RetentionTask.class);

  private final KeycloakSessionFactory factory;
  private final AtomicBoolean running = new AtomicBoolean();

  public RetentionTask(KeycloakSessionFactory factory) {
    this.factory = factory;
  }

  @Override
  public void run(KeycloakSession session) {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    ExecutorService executor =
        session.getProvider(ExecutorsProvider.class).getExecutor("obligations-retention");
    try {
      executor.execute(
          () -> {
            try {
              runAll();
            } finally {
              running.set(false);
            }
          });
    } catch (RejectedExecutionException e) {
      running.set(false);
      throw e;
    }
  }

  @Override
  public String getTaskName() {
    return "obligations-retention";
  }

  private record Kept(Party operator, Duration retention) {}

  /** One realm's trouble is its own. */
  private void runAll() {
    Map<String, Kept> realms = new LinkedHashMap<>();
    KeycloakModelUtils.runJobInTransaction(
        factory,
        session ->
            session
                .realms()
                .getRealmsStream()
                .forEach(
                    realm ->
                        kept(session, realm).ifPresent(kept -> realms.put(realm.getId(), kept))));
    realms.forEach(
        (realmId, kept) -> {
          try {
            Retention.Outcome outcome = forget(factory, realmId, kept);
            if (outcome.entries() > 0) {
              LOG.infof(
                  "The ledger of realm %s has forgotten %d entries; the lowest index is now %d",
                  realmId, outcome.entries(), outcome.minIndex());
            }
          } catch (RuntimeException e) {
            LOG.errorf(e, "The ledger of realm %s could not forget what is old", realmId);
          }
        });
  }

  /**
   * What has one realm forget, when it is called.
   *
   * @return empty when the realm keeps its ledger for ever
   */
  public static Optional<Supplier<Retention.Outcome>> of(
      KeycloakSession session, RealmModel realm) {
    KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
    String realmId = realm.getId();
    return kept(session, realm).map(kept -> () -> forget(factory, realmId, kept));
  }

  private static Optional<Kept> kept(KeycloakSession session, RealmModel realm) {
    return Optional.ofNullable(LedgerSettings.of(session, realm).retention())
        .map(
            retention ->
                new Kept(
                    Party.organisation(realm.getId(), LedgerSettings.operatorOf(realm)),
                    retention));
  }

  private static Retention.Outcome forget(
      KeycloakSessionFactory factory, String realmId, Kept kept) {
    long now = Time.currentTimeMillis();
    return new Retention(inTransactions(factory), realmId, kept.operator)
        .forgetBefore(now - kept.retention.toMillis(), now);
  }

  private static LogAudit.Transactions inTransactions(KeycloakSessionFactory factory) {
    return new LogAudit.Transactions() {
      @Override
      public <T> T call(Function<EntityManager, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
            factory,
            session ->
                work.apply(session.getProvider(JpaConnectionProvider.class).getEntityManager()));
      }
    };
  }
}
