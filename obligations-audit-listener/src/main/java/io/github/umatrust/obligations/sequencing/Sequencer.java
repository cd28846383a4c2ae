package io.github.umatrust.obligations.sequencing;

import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.log.LockedLog;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.projection.Periods;
import io.github.umatrust.obligations.settings.FailMode;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Gives journal rows their place in the realm's log, and projects them to periods.
 *
 * <p>Each batch is one transaction under the lock of the realm's log: it takes the rows that have
 * no place yet, in the order of their recording, appends what they commit to, and marks them. So a
 * row is sequenced exactly once, whichever node does it and whenever one dies. Rows are found by
 * having no place, never by being later than the last: a transaction may commit late.
 */
public final class Sequencer {

  private static final Logger LOG = Logger.getLogger(Sequencer.class);

  /** Rows in one transaction. */
  static final int BATCH = 500;

  private static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  private final KeycloakSessionFactory factory;
  private final SequencingMonitor monitor;

  public Sequencer(KeycloakSessionFactory factory, SequencingMonitor monitor) {
    this.factory = factory;
    this.monitor = monitor;
  }

  /** Sequences and publishes whatever there is, in every realm. One realm's trouble is its own. */
  public void run() {
    Set<String> realms;
    try {
      realms = realms();
    } catch (RuntimeException e) {
      LOG.errorf("Nobody can tell what is to be sequenced: %s", Trouble.of(e));
      LOG.debug("Why", e);
      monitor.unknown();
      return;
    }
    monitor.busy(realms);
    for (String realmId : realms) {
      try {
        workOff(realmId, Integer.MAX_VALUE);
        monitor.caughtUp(realmId);
      } catch (RuntimeException e) {
        LOG.errorf("The obligations of realm %s are not sequenced: %s", realmId, Trouble.of(e));
        LOG.debug("Why they are not sequenced", e);
        monitor.failed(realmId, failsOpen(realmId));
      }
    }
  }

  private boolean failsOpen(String realmId) {
    try {
      return KeycloakModelUtils.runJobInTransactionWithResult(
          factory,
          session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            return realm == null || LedgerSettings.of(session, realm).failMode() == FailMode.OPEN;
          });
    } catch (RuntimeException e) {
      return false; // the database is gone, and who knows
    }
  }

  private Set<String> realms() {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory,
        session -> {
          EntityManager entityManager = entityManager(session);
          Set<String> realms = new TreeSet<>();
          for (Journal.Backlog backlog : Journal.backlogs(entityManager)) {
            monitor.behind(backlog.realmId(), backlog.rows(), backlog.oldest());
            realms.add(backlog.realmId());
          }
          realms.addAll(RealmLog.realmsWithUnpublishedEntries(entityManager));
          return realms;
        });
  }

  /**
   * Sequences the rows of one realm that were committed before.
   *
   * @param batches how many batches at most
   * @throws RuntimeException when the database, or the log in it, does not allow it
   */
  public void catchUp(String realmId, int batches) {
    if (isCaughtUp(realmId)) {
      return;
    }
    workOff(realmId, batches);
  }

  private void workOff(String realmId, int batches) {
    int done = 0;
    int size;
    do {
      size = batch(realmId);
      done++;
    } while (size == BATCH && done < batches);
  }

  /** Without the lock of the log, and without beginning one. */
  private boolean isCaughtUp(String realmId) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory, session -> new Journal(entityManager(session), realmId).unsequenced(1).isEmpty());
  }

  private int batch(String realmId) {
    try {
      return sequence(realmId, BATCH, true);
    } catch (ProjectionFailedException e) {
      LOG.debugf(e, "A batch of realm %s is sequenced row by row", realmId);
    }
    int sequenced = 0;
    while (sequenced < BATCH && one(realmId) == 1) {
      sequenced++;
    }
    return sequenced;
  }

  /** A row that cannot be projected must not keep others out of the log, nor stay out itself. */
  private int one(String realmId) {
    try {
      return sequence(realmId, 1, true);
    } catch (ProjectionFailedException e) {
      monitor.projectionFailed(realmId);
      LOG.errorf(
          "An entry of realm %s is in the log, but what it obliges to is not known: %s",
          realmId, Trouble.of(e));
      LOG.debug("Why it is not known", e);
      return sequence(realmId, 1, false);
    }
  }

  private int sequence(String realmId, int max, boolean project) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory, session -> sequence(session, realmId, max, project));
  }

  private int sequence(KeycloakSession session, String realmId, int max, boolean project) {
    EntityManager entityManager = entityManager(session);
    RealmModel realm = session.realms().getRealm(realmId);
    LedgerSettings settings = realm == null ? null : LedgerSettings.of(session, realm);
    long now = Time.currentTimeMillis();
    LockedLog log =
        RealmLog.lock(entityManager, realmId, () -> origin(realm, realmId, settings), now);
    Journal journal = new Journal(entityManager, realmId);
    List<JournalEntry> rows = journal.unsequenced(max);
    if (!rows.isEmpty()) {
      long first = log.append(rows.stream().map(row -> RecordFormat.open(row).entry()).toList());
      Map<String, String> periods = project ? project(entityManager, realmId, rows) : Map.of();
      journal.place(rows, first, periods);
      monitor.sequenced(realmId, rows.size(), rows.get(rows.size() - 1).recordedAt());
    }
    Duration interval =
        settings == null ? DEFAULT_CHECKPOINT_INTERVAL : settings.checkpointInterval();
    publishIfDue(log, realmId, now, interval);
    return rows.size();
  }

  private void publishIfDue(LockedLog log, String realmId, long now, Duration interval) {
    if (log.size() > log.publishedSize()) {
      long publishedAt = log.publishedAt();
      // a clock that was set back must not keep the log from being published for as long
      if (now >= publishedAt && now - publishedAt < interval.toMillis()) {
        monitor.unpublished(realmId, publishedAt);
        return;
      }
      log.publish(now);
    }
    monitor.published(realmId);
  }

  private static Map<String, String> project(
      EntityManager entityManager, String realmId, List<JournalEntry> entries) {
    try {
      return new Periods(entityManager, realmId).projector().project(entries);
    } catch (RuntimeException e) {
      throw new ProjectionFailedException(e);
    }
  }

  /**
   * Publishes what is sequenced, however short ago the last checkpoint was.
   *
   * @throws RuntimeException when the database, or the log in it, does not allow it
   */
  public void publish(String realmId) {
    KeycloakModelUtils.runJobInTransaction(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          LedgerSettings settings = realm == null ? null : LedgerSettings.of(session, realm);
          long now = Time.currentTimeMillis();
          RealmLog.lock(
                  entityManager(session), realmId, () -> origin(realm, realmId, settings), now)
              .publish(now);
        });
  }

  private static String origin(
      @Nullable RealmModel realm, String realmId, @Nullable LedgerSettings settings) {
    String frontendUrl = realm == null ? null : realm.getAttribute("frontendUrl");
    return LogOrigin.of(
        settings == null ? null : settings.logOrigin(),
        frontendUrl == null || frontendUrl.isBlank()
            ? Config.scope("hostname", "v2").get("hostname")
            : frontendUrl,
        realm == null ? null : realm.getName(),
        realmId);
  }

  private static EntityManager entityManager(KeycloakSession session) {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** Projecting failed, which is no reason not to sequence. */
  private static final class ProjectionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProjectionFailedException(Throwable cause) {
      super(cause);
    }
  }
}
