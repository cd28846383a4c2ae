package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.timer.TimerProvider;
import org.keycloak.util.JsonSerialization;

/**
 * What is missing in the ledgers of realms that fail open, as this node knows: how much, from when
 * to when. It is written into the ledger itself as soon as the database takes it, and never twice:
 * a gap gets the id of its row before the first attempt, and an attempt of which nobody knows how
 * it went is looked for by that id.
 *
 * <p>Until then it is in memory only. A node that is stopped forgets its gaps; the log has had a
 * line for each entry.
 *
 * <p>Safe for use by many threads.
 */
public final class Gaps {

  private static final Logger LOG = Logger.getLogger(Gaps.class);
  private static final String TASK = "umatrust-obligations-gaps";
  private static final long RETRY_MILLIS = 1000;

  private final Map<String, RealmGap> realms = new ConcurrentHashMap<>();
  private final ReentrantLock flushing = new ReentrantLock();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Who keeps the gaps of a node. */
  @FunctionalInterface
  interface Holder {
    /** The gaps of the node. */
    Gaps gaps();
  }

  /**
   * Entries that are missing.
   *
   * @param count how many
   * @param from when the first of them would have been recorded, milliseconds since the epoch
   * @param to when the last of them would have been
   */
  private record Missing(long count, long from, long to) {

    Missing and(Missing later) {
      return new Missing(count + later.count, Math.min(from, later.from), Math.max(to, later.to));
    }
  }

  /**
   * A gap on its way into the journal.
   *
   * @param id of its row
   * @param recordedAt of its row
   */
  private record Notice(String id, long recordedAt, Missing missing) {}

  /** The gaps of one realm: one that is being written, and one that still grows. */
  private static final class RealmGap {

    private @Nullable Party operator;
    private @Nullable Missing growing;
    private @Nullable Notice notice;

    synchronized void add(Party authorizationServerOperator, Missing missing) {
      operator = authorizationServerOperator;
      growing = growing == null ? missing : growing.and(missing);
    }

    /** What to write next, null for nothing. */
    synchronized @Nullable Notice next() {
      if (notice == null && growing != null) {
        long now = Time.currentTimeMillis();
        notice = new Notice(TimeOrderedId.of(now, 0), now, growing);
        growing = null;
      }
      return notice;
    }

    synchronized void written() {
      notice = null;
    }

    synchronized Party operator(String realmId) {
      return operator == null ? Party.organisation(realmId, realmId) : operator;
    }
  }

  /** The gaps of the node that this factory belongs to. */
  static Gaps of(KeycloakSessionFactory factory) {
    if (factory.getProviderFactory(
            EventListenerProvider.class, ObligationsEventListenerProviderFactory.PROVIDER_ID)
        instanceof Holder holder) {
      return holder.gaps();
    }
    throw new IllegalStateException("the ledger's event listener is disabled");
  }

  /** Writes what is missing into the ledgers that it is missing in, as far as that works now. */
  public static void flush(KeycloakSessionFactory factory) {
    of(factory).write(factory);
  }

  /**
   * Remembers that something is missing.
   *
   * @param session any, to have it written later
   * @param count how many entries
   */
  void add(KeycloakSession session, String realmId, Party authorizationServerOperator, long count) {
    long now = Time.currentTimeMillis();
    realms
        .computeIfAbsent(realmId, id -> new RealmGap())
        .add(authorizationServerOperator, new Missing(count, now, now));
    if (scheduled.compareAndSet(false, true)) {
      KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
      try {
        // not in the thread of the timer, which is the only one of the server
        ExecutorService executor = session.getProvider(ExecutorsProvider.class).getExecutor(TASK);
        session
            .getProvider(TimerProvider.class)
            .schedule(() -> write(factory, executor), RETRY_MILLIS, TASK);
      } catch (RuntimeException e) {
        scheduled.set(false);
        LOG.errorf(
            "Gaps of the obligations ledger cannot be written by themselves: %s", Trouble.of(e));
        LOG.debug("Why they cannot", e);
      }
    }
  }

  private void write(KeycloakSessionFactory factory, ExecutorService executor) {
    try {
      executor.execute(() -> write(factory));
    } catch (RejectedExecutionException e) {
      LOG.debug("The server has no time, or is stopping", e);
    }
  }

  private void write(KeycloakSessionFactory factory) {
    if (!flushing.tryLock()) {
      return; // somebody else is at it
    }
    try {
      realms.forEach((realmId, gap) -> write(factory, realmId, gap));
    } finally {
      flushing.unlock();
    }
  }

  private static void write(KeycloakSessionFactory factory, String realmId, RealmGap gap) {
    for (Notice notice = gap.next(); notice != null; notice = gap.next()) {
      Notice now = notice;
      try {
        KeycloakModelUtils.runJobInTransaction(
            factory, session -> write(session, realmId, gap.operator(realmId), now));
      } catch (RuntimeException e) {
        LOG.debug("A gap of the obligations ledger could not be written yet", e);
        return;
      }
      gap.written();
    }
  }

  private static void write(
      KeycloakSession session, String realmId, Party operator, Notice notice) {
    EntityManager entityManager =
        session.getProvider(JpaConnectionProvider.class).getEntityManager();
    if (entityManager.find(JournalEntity.class, notice.id()) != null) {
      return; // an earlier attempt had succeeded after all
    }
    ObjectNode json = JsonSerialization.createObjectNode();
    json.putObject("gap")
        .put("count", notice.missing().count())
        .put("from", notice.missing().from())
        .put("to", notice.missing().to());
    new Journal(entityManager, realmId)
        .add(JournalEntry.ofNotice(notice.id(), realmId, notice.recordedAt(), operator, json));
  }
}
