package io.github.umatrust.obligations.retention;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.log.LockedLog;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.projection.Periods;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forgets what is older than some moment, the horizon.
 *
 * <p>The log is pruned in whole tiles of 256 entries that are all older: their entries and hashes
 * go, the minimum index is published, and everything from there on can be proved as before. The log
 * says that it was pruned, and up to where. Below the minimum index the journal's rows go, and the
 * periods that ended before the horizon with them.
 *
 * <p>An obligation that is in force, or was after the horizon, stays however old it is: somebody
 * can still be held to it. So do the journal rows that are needed to know when it ends, although
 * they can no longer be proved: its latest entry, those whose tokens were valid after the horizon,
 * and the ends within whose reach it is, which may be half of what it takes to end it. To stop
 * pruning at the oldest of them instead would stop it for ever at the first obligation that nothing
 * ever ends.
 *
 * <p>It works in batches, each a transaction under the lock of the log, and goes on where it was
 * interrupted.
 */
public final class Retention {

  /** Rows in one transaction. */
  private static final int BATCH = 200;

  /** Places of the log that one query looks through. */
  private static final long WINDOW = 64L * Tile.FULL;

  private final Transactions transactions;
  private final String realmId;
  private final Party operator;

  /**
   * @param transactions each piece of work is a transaction of its own
   * @param realmId the realm's id
   * @param operator the operator of the authorization server, a party of the notice
   */
  public Retention(Transactions transactions, String realmId, Party operator) {
    this.transactions = transactions;
    this.realmId = realmId;
    this.operator = operator;
  }

  /**
   * What was forgotten.
   *
   * @param minIndex the lowest index that can still be proved
   * @param entries how many rows of the journal were deleted
   * @param periods how many periods were deleted
   */
  public record Outcome(long minIndex, long entries, long periods) {}

  /**
   * Forgets what is older.
   *
   * @param horizon milliseconds since the epoch
   * @param now milliseconds since the epoch, not before the horizon
   * @throws RuntimeException when the database does not allow it; what is forgotten is forgotten,
   *     and the next time goes on
   */
  public Outcome forgetBefore(long horizon, long now) {
    long publishedSize = transactions.call(entityManager -> publish(entityManager, now));
    if (publishedSize == 0) {
      return new Outcome(0, 0, 0);
    }
    long minimum = minimumIndex(horizon, publishedSize);
    long minIndex = transactions.call(entityManager -> prune(entityManager, minimum, now));
    long periods = deletePeriods(horizon, minIndex, now);
    long entries = deleteEntries(horizon, minIndex, now);
    return new Outcome(minIndex, entries, periods);
  }

  /**
   * Deletes the whole ledger of a realm that is gone, unless anything happened in it at the horizon
   * or later. Nobody is left who could be asked, or who could ask for evidence; so not even what is
   * in force stays, nor the rest of the last tile.
   *
   * @param horizon milliseconds since the epoch
   * @return whether it is deleted now
   * @throws RuntimeException when the database does not allow it; then nothing is deleted
   */
  public boolean deleteBefore(long horizon, long now) {
    return transactions.call(entityManager -> delete(entityManager, horizon, now));
  }

  private boolean delete(EntityManager entityManager, long horizon, long now) {
    LockedLog log = lock(entityManager, now);
    long younger =
        query(
                entityManager,
                "select count(x.id) from JournalEntity x where x.realmId = :realm"
                    + " and x.recordedAt >= :horizon"
                    // the notices of its own pruning are no reason to keep it
                    + " and (x.interaction is not null or x.endKey is not null)",
                Long.class)
            .setParameter("horizon", horizon)
            .getSingleResult();
    if (younger > 0) {
      return false;
    }
    for (String entity :
        List.of("PeriodResourceSetEntity", "PeriodEntity", "JournalEntity", "ErasureEntity")) {
      entityManager
          .createQuery("delete from " + entity + " x where x.realmId = :realm")
          .setParameter("realm", realmId)
          .executeUpdate();
    }
    log.delete();
    return true;
  }

  /** Only what is published can be pruned. */
  private long publish(EntityManager entityManager, long now) {
    return RealmLog.read(entityManager, realmId).isEmpty()
        ? 0
        : lock(entityManager, now).publish(now).size();
  }

  /** The end of the last whole tile that has nothing of the horizon or later. */
  private long minimumIndex(long horizon, long publishedSize) {
    long from = 0;
    while (from < publishedSize) {
      long begin = from;
      Long first =
          transactions.call(
              entityManager ->
                  query(
                          entityManager,
                          "select min(x.leafIndex) from JournalEntity x where x.realmId = :realm"
                              + " and x.leafIndex >= :from and x.leafIndex < :to"
                              + " and x.recordedAt >= :horizon",
                          Long.class)
                      .setParameter("from", begin)
                      .setParameter("to", begin + WINDOW)
                      .setParameter("horizon", horizon)
                      .getSingleResult());
      if (first != null) {
        return first / Tile.FULL * Tile.FULL;
      }
      from += WINDOW;
    }
    return publishedSize / Tile.FULL * Tile.FULL;
  }

  private long prune(EntityManager entityManager, long minimum, long now) {
    LockedLog log = lock(entityManager, now);
    if (minimum > log.minIndex()) {
      log.prune(minimum);
      ObjectNode notice = JsonNodeFactory.instance.objectNode();
      notice.putObject("pruning").put("minimum_index", minimum);
      new Journal(entityManager, realmId)
          .add(JournalEntry.ofNotice(TimeOrderedId.of(now, 0), realmId, now, operator, notice));
    }
    return log.minIndex();
  }

  private LockedLog lock(EntityManager entityManager, long now) {
    return RealmLog.lockExisting(entityManager, realmId, now);
  }

  /** Periods go before their rows, so that none is left that has no latest entry. */
  private long deletePeriods(long horizon, long minIndex, long now) {
    long deleted = 0;
    String after = "";
    List<String> ids;
    do {
      String previous = after;
      ids =
          transactions.call(
              entityManager -> {
                lock(entityManager, now);
                List<String> over =
                    query(
                            entityManager,
                            "select x.id from PeriodEntity x where x.realmId = :realm"
                                + " and x.until < :horizon and x.id > :after and not exists"
                                + " (select j.id from JournalEntity j where j.id = x.lastEntryId"
                                + " and j.leafIndex >= :minimum) order by x.id",
                            String.class)
                        .setParameter("horizon", horizon)
                        .setParameter("after", previous)
                        .setParameter("minimum", minIndex)
                        .setMaxResults(BATCH)
                        .getResultList();
                if (!over.isEmpty()) {
                  delete(entityManager, "PeriodResourceSetEntity x where x.periodId", over);
                  delete(entityManager, "PeriodEntity x where x.id", over);
                }
                return over;
              });
      if (!ids.isEmpty()) {
        after = ids.get(ids.size() - 1);
      }
      deleted += ids.size();
    } while (ids.size() == BATCH);
    return deleted;
  }

  private long deleteEntries(long horizon, long minIndex, long now) {
    long deleted = 0;
    long from = 0;
    while (from < minIndex) {
      long begin = from;
      long[] next = {minIndex};
      deleted +=
          transactions.call(
              entityManager -> {
                lock(entityManager, now);
                List<JournalEntity> rows =
                    query(
                            entityManager,
                            "select x from JournalEntity x where x.realmId = :realm"
                                + " and x.leafIndex >= :from and x.leafIndex < :to"
                                + " order by x.leafIndex, x.realmId, x.recordedAt, x.id",
                            JournalEntity.class)
                        .setParameter("from", begin)
                        .setParameter("to", minIndex)
                        .setMaxResults(BATCH)
                        .getResultList();
                if (rows.size() == BATCH) {
                  next[0] = index(rows.get(rows.size() - 1)) + 1;
                }
                List<String> unneeded = unneeded(entityManager, rows, horizon);
                if (!unneeded.isEmpty()) {
                  delete(entityManager, "JournalEntity x where x.id", unneeded);
                }
                return (long) unneeded.size();
              });
      from = next[0];
    }
    return deleted;
  }

  private static long index(JournalEntity row) {
    JournalEntry.Stored stored = row.toEntry().stored();
    Long index = stored == null ? null : stored.leafIndex();
    return index == null ? 0 : index;
  }

  private List<String> unneeded(
      EntityManager entityManager, List<JournalEntity> rows, long horizon) {
    Periods periods = new Periods(entityManager, realmId);
    Map<String, Boolean> needed = new HashMap<>();
    List<String> unneeded = new ArrayList<>();
    for (JournalEntity row : rows) {
      JournalEntry entry = row.toEntry();
      entityManager.detach(row);
      End end = entry.end();
      boolean stays =
          isNeededByItsPeriod(entityManager, entry, horizon)
              || (end != null
                  && needed.computeIfAbsent(
                      end.reach().key(), key -> periods.areReachedBy(end.reach(), horizon)));
      if (!stays) {
        unneeded.add(entry.id());
      }
    }
    return unneeded;
  }

  private static boolean isNeededByItsPeriod(
      EntityManager entityManager, JournalEntry entry, long horizon) {
    String periodId = entry.stored() == null ? null : entry.stored().periodId();
    PeriodEntity period =
        periodId == null ? null : entityManager.find(PeriodEntity.class, periodId);
    return period != null
        && (period.toPeriod().lastEntryId().equals(entry.id())
            || isAfter(entry.expiresAt(), horizon)
            || (entry.token() != null
                && entry.token().refreshTokenId() != null
                && isAfter(entry.grantExpiresAt(), horizon)));
  }

  private static boolean isAfter(@Nullable Long moment, long horizon) {
    return moment == null || moment > horizon;
  }

  private static void delete(EntityManager entityManager, String what, List<String> ids) {
    entityManager
        .createQuery("delete from " + what + " in (:ids)")
        .setParameter("ids", ids)
        .executeUpdate();
  }

  private <T> TypedQuery<T> query(EntityManager entityManager, String jpql, Class<T> type) {
    return entityManager.createQuery(jpql, type).setParameter("realm", realmId);
  }
}
