package io.github.umatrust.obligations.evidence;

import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.log.LogAudit;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a realm's journal commit to, by their places in the log. Remembers the first
 * place that two rows have.
 */
public final class CommittedRows implements LogAudit.CommittedRecords {

  private final String realmId;
  private @Nullable Long firstDouble;

  public CommittedRows(String realmId) {
    this.realmId = realmId;
  }

  @Override
  public Map<Long, byte[]> read(EntityManager entityManager, long first, int count) {
    Map<Long, byte[]> committed = new HashMap<>();
    for (JournalEntity row : rows(entityManager, first, first + count, 2 * count)) {
      JournalEntry entry = row.toEntry();
      JournalEntry.Stored stored = entry.stored();
      Long index = stored == null ? null : stored.leafIndex();
      if (index != null && committed.put(index, committedBytes(entry)) != null) {
        firstDouble = firstDouble == null ? index : Long.valueOf(Math.min(firstDouble, index));
      }
    }
    return committed;
  }

  /** A row that cannot be opened commits to nothing that the log could have. */
  private static byte[] committedBytes(JournalEntry entry) {
    try {
      return RecordFormat.open(entry).committed();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new byte[0];
    }
  }

  /** Rows with places in this range, in their order, in the caller's transaction. */
  public List<JournalEntity> rows(EntityManager entityManager, long from, long to, int max) {
    List<JournalEntity> rows =
        entityManager
            .createQuery(
                "select j from JournalEntity j where j.realmId = :realm and j.leafIndex >= :from"
                    + " and j.leafIndex < :to"
                    // the whole index, or H2 sorts all the rest of the log for each page
                    + " order by j.leafIndex, j.realmId, j.recordedAt, j.id",
                JournalEntity.class)
            .setParameter("realm", realmId)
            .setParameter("from", from)
            .setParameter("to", to)
            .setMaxResults(max)
            .getResultList();
    rows.forEach(entityManager::detach);
    return rows;
  }

  /** The first place that two rows have, of those that were read; null when none is. */
  public @Nullable Long firstDouble() {
    return firstDouble;
  }
}
