package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.TimerProvider;

/**
 * Finds the ends that no event tells of: every so often, as the realm's settings say, it compares
 * what is in force with what Keycloak would still take, and records what is over. What was issued
 * while its end was being recorded is found the same way.
 *
 * <p>Keycloak has one thread for all its scheduled tasks. So a long pass is made in pieces, and
 * leaves more of the time to the others than it takes.
 */
public final class Reconciler {

  /** How often it looks whether something is due. */
  static final Duration TICK = Duration.ofSeconds(5);

  /** How often what is left of a removed realm is looked through. */
  private static final Duration WITHOUT_REALM = Duration.ofMinutes(10);

  private static final Duration PIECE = Duration.ofSeconds(2);

  private static final Logger LOG = Logger.getLogger(Reconciler.class);

  private final Predicate<RealmModel> isOn;
  private final Map<String, Pass> running = new LinkedHashMap<>();

  /** Complete passes of this node that could not be noted yet where all nodes see them. */
  private final Map<String, Long> unnoted = new LinkedHashMap<>();

  /**
   * A reconciler that has done nothing yet.
   *
   * @param isOn whether the ledger of a realm is on
   */
  public Reconciler(Predicate<RealmModel> isOn) {
    this.isOn = isOn;
  }

  /** Has it run from now on; to be called once the server's database is there. */
  public void schedule(KeycloakSessionFactory factory) {
    try (KeycloakSession session = factory.create()) {
      TimerProvider timer = session.getProvider(TimerProvider.class);
      if (timer != null) {
        timer.schedule(
            new ClusterAwareScheduledTaskRunner(
                factory, new ReconciliationTask(this), TICK.toMillis()),
            TICK.toMillis());
        timer.scheduleTask(new ReconciliationMonitor(this), TICK.toMillis());
      }
    }
  }

  /** Begins the passes that are due, and goes on with those that are not done, for a while. */
  synchronized void run(KeycloakSessionFactory factory) {
    Map<String, Long> lastPasses = lastPasses(factory);
    for (String realmId : realms(factory)) {
      try {
        if (!running.containsKey(realmId) && isDue(factory, realmId)) {
          running.put(realmId, new Pass(factory, realmId, isOn, lastPasses.get(realmId)));
        }
      } catch (RuntimeException e) {
        LOG.warnf("The obligations of realm %s cannot be reconciled: %s", realmId, Trouble.of(e));
        LOG.debug("Why they cannot", e);
      }
    }
    long deadline = System.nanoTime() + PIECE.toNanos();
    while (!running.isEmpty() && System.nanoTime() < deadline) {
      // a batch of each in turn, so that no realm waits for a large one
      for (Iterator<Map.Entry<String, Pass>> all = running.entrySet().iterator(); all.hasNext(); ) {
        Map.Entry<String, Pass> next = all.next();
        if (!next.getValue().step()) {
          if (next.getValue().isComplete()) {
            unnoted.put(next.getKey(), next.getValue().startedAt());
          }
          all.remove();
        }
      }
    }
    unnoted.entrySet().removeIf(pass -> isNoted(factory, pass.getKey(), pass.getValue()));
    tell(factory);
  }

  /** Notes a complete pass; whether that worked, or is to be tried again. */
  private static boolean isNoted(KeycloakSessionFactory factory, String realmId, long startedAt) {
    try {
      KeycloakModelUtils.runJobInTransaction(
          factory, session -> RealmLog.reconciled(entityManager(session), realmId, startedAt));
      return true;
    } catch (RuntimeException e) {
      // as long as a long journal is sequenced, which locks the log; the metric of the lag tells
      LOG.debugf(e, "That realm %s was reconciled cannot be noted yet", realmId);
      return false;
    }
  }

  private static Map<String, Long> lastPasses(KeycloakSessionFactory factory) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory, session -> RealmLog.reconciled(entityManager(session)));
  }

  /**
   * Tells this node's metrics when realms were reconciled last, by whichever node. A realm that is
   * gone is nothing to be alerted of: its ledger has ended with it.
   */
  void tell(KeycloakSessionFactory factory) {
    Map<String, Long> moments =
        KeycloakModelUtils.runJobInTransactionWithResult(
            factory,
            session -> {
              EntityManager entityManager = entityManager(session);
              Map<String, Long> known = RealmLog.begun(entityManager);
              known.putAll(RealmLog.reconciled(entityManager));
              known.keySet().removeIf(id -> !isReconciled(session.realms().getRealm(id)));
              return known;
            });
    LedgerMetrics.of(factory).reconciled(moments);
  }

  private boolean isReconciled(@Nullable RealmModel realm) {
    return realm != null && isOn.test(realm);
  }

  /** The realms in which anything is in force or was: where there are periods, there is a log. */
  private static Set<String> realms(KeycloakSessionFactory factory) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory, session -> RealmLog.begun(entityManager(session)).keySet());
  }

  private static EntityManager entityManager(KeycloakSession session) {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** Whether no node has begun a pass within the realm's interval; if so, this one does now. */
  private boolean isDue(KeycloakSessionFactory factory, String realmId) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          if (realm != null && !isOn.test(realm)) {
            return false;
          }
          long interval =
              (realm == null
                      ? WITHOUT_REALM
                      : LedgerSettings.of(session, realm).reconcileInterval())
                  .toSeconds();
          // with the interval in the key, a change of it takes effect at once
          return session
              .singleUseObjects()
              .putIfAbsent(
                  "obligations-reconciliation:" + realmId + ":" + interval,
                  Math.max(1, interval - TICK.toSeconds()));
        });
  }
}
