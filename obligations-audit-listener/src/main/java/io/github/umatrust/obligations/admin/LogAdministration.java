package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.umatrust.obligations.evidence.CommittedRows;
import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.log.LockedLog;
import io.github.umatrust.obligations.log.LogAudit;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.sequencing.Sequencer;
import io.github.umatrust.obligations.sequencing.SequencingMonitor;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSessionFactory;

/** What an administrator sees of a realm's log and does with it, in transactions of its own. */
final class LogAdministration {

  private static final int PAGE = 500;

  private final KeycloakSessionFactory factory;
  private final Transactions transactions;
  private final String realmId;

  LogAdministration(KeycloakSessionFactory factory, String realmId) {
    this.factory = factory;
    this.transactions = Transactions.of(factory);
    this.realmId = realmId;
  }

  /**
   * How the log is. Times are milliseconds since the epoch.
   *
   * @param origin its name
   * @param size how many entries it has
   * @param publishedSize how many the latest checkpoint covers
   * @param checkpointAt when that was published
   * @param checkpointAge how long ago that is, milliseconds
   * @param minIndex the lowest index that was not pruned
   * @param unsequenced how many rows of the journal have no place in it yet
   * @param oldestUnsequencedAt when the oldest of these was recorded
   * @param reconciledAt when the last comparison of the whole ledger with Keycloak began, on any
   *     node
   * @param keys the keys that it signs and signed with
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Status(
      @Nullable String origin,
      long size,
      long publishedSize,
      @Nullable Long checkpointAt,
      @Nullable Long checkpointAge,
      long minIndex,
      long unsequenced,
      @Nullable Long oldestUnsequencedAt,
      @Nullable Long reconciledAt,
      List<LogKeyRepresentation> keys) {}

  /**
   * What an audit of the log has seen.
   *
   * @param verifies whether everything does
   * @param size how many entries the log had
   * @param minIndex the first that was not pruned
   * @param checkpoints how many checkpoints were verified
   * @param unsequenced how many rows of the journal had no place in the log afterwards
   * @param finding the first thing that does not verify
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Audit(
      boolean verifies,
      long size,
      long minIndex,
      int checkpoints,
      long unsequenced,
      @Nullable Finding finding) {}

  /**
   * What does not verify.
   *
   * @param index index of the first entry that it touches
   * @param entryId id of the journal row that has this place, where there is one
   * @param where the part of the log
   * @param reason what is wrong
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Finding(@Nullable Long index, @Nullable String entryId, String where, String reason) {}

  /**
   * How the log is.
   *
   * @param now milliseconds since the epoch
   */
  Status status(long now) {
    return transactions.call(
        entityManager -> {
          Optional<RealmLog> log = RealmLog.read(entityManager, realmId);
          Long checkpointAt = log.map(read -> read.checkpoint().publishedAt()).orElse(null);
          Object[] backlog =
              entityManager
                  .createQuery(
                      "select count(j.id), min(j.recordedAt) from JournalEntity j"
                          + " where j.realmId = :realm and j.leafIndex = :none",
                      Object[].class)
                  .setParameter("realm", realmId)
                  .setParameter("none", JournalEntity.UNSEQUENCED)
                  .getSingleResult();
          return new Status(
              log.map(RealmLog::origin).orElse(null),
              size(entityManager),
              log.map(RealmLog::size).orElse(0L),
              checkpointAt,
              checkpointAt == null ? null : Math.max(0, now - checkpointAt),
              log.map(RealmLog::minIndex).orElse(0L),
              (Long) backlog[0],
              (Long) backlog[1],
              RealmLog.reconciled(entityManager).get(realmId),
              log.map(LogAdministration::keys).orElse(List.of()));
        });
  }

  private long size(EntityManager entityManager) {
    return entityManager
        .createQuery("select h.treeSize from RealmLogEntity h where h.realmId = :realm", Long.class)
        .setParameter("realm", realmId)
        .getResultStream()
        .findAny()
        .orElse(0L);
  }

  private static List<LogKeyRepresentation> keys(RealmLog log) {
    return log.keys().stream().map(LogKeyRepresentation::of).toList();
  }

  /**
   * Makes a new key, and has the latest checkpoint signed by it too.
   *
   * @param now milliseconds since the epoch
   * @return the keys, or empty where there is no log yet
   */
  Optional<List<LogKeyRepresentation>> rotateKey(long now) {
    return transactions.call(
        entityManager -> {
          if (RealmLog.read(entityManager, realmId).isEmpty()) {
            return Optional.<List<LogKeyRepresentation>>empty();
          }
          LockedLog log = RealmLog.lockExisting(entityManager, realmId, now);
          log.rotateKey(now);
          log.publish(now);
          return RealmLog.read(entityManager, realmId).map(LogAdministration::keys);
        });
  }

  /** Reads the whole log again, and the journal beside it. */
  Audit audit() {
    CommittedRows rows = new CommittedRows(realmId);
    LogAudit.Report report = LogAudit.run(transactions, realmId, rows);
    return transactions.call(entityManager -> audit(entityManager, report, rows.firstDouble()));
  }

  /**
   * Gives everything that was committed before a place in the log.
   *
   * @throws RuntimeException when the log does not allow it
   */
  void catchUp() {
    new Sequencer(factory, SequencingMonitor.NONE).catchUp(realmId, Integer.MAX_VALUE);
  }

  private Audit audit(
      EntityManager entityManager, LogAudit.Report report, @Nullable Long firstDouble) {
    Finding finding = null;
    LogAudit.Finding found = report.finding();
    if (found != null) {
      finding =
          new Finding(
              found.index(), entryAt(entityManager, found.index()), found.where(), found.reason());
    }
    if (firstDouble != null
        && (finding == null || finding.index() == null || firstDouble <= finding.index())) {
      finding =
          new Finding(
              firstDouble,
              entryAt(entityManager, firstDouble),
              "journal",
              "two rows have this place in the log");
    }
    if (finding == null) {
      Long beyond = firstBeyond(entityManager, size(entityManager));
      if (beyond != null) {
        finding =
            new Finding(
                beyond,
                entryAt(entityManager, beyond),
                "journal",
                "a row has a place that the log does not have");
      }
    }
    long unsequenced =
        entityManager
            .createQuery(
                "select count(j.id) from JournalEntity j"
                    + " where j.realmId = :realm and j.leafIndex = :none",
                Long.class)
            .setParameter("realm", realmId)
            .setParameter("none", JournalEntity.UNSEQUENCED)
            .getSingleResult();
    return new Audit(
        finding == null,
        report.size(),
        report.minIndex(),
        report.checkpoints(),
        unsequenced,
        finding);
  }

  private @Nullable Long firstBeyond(EntityManager entityManager, long size) {
    return entityManager
        .createQuery(
            "select min(j.leafIndex) from JournalEntity j"
                + " where j.realmId = :realm and j.leafIndex >= :size",
            Long.class)
        .setParameter("realm", realmId)
        .setParameter("size", size)
        .getSingleResult();
  }

  private @Nullable String entryAt(EntityManager entityManager, @Nullable Long index) {
    return index == null
        ? null
        : new CommittedRows(realmId)
            .rows(entityManager, index, index + 1, 1).stream()
                .map(JournalEntity::id)
                .findAny()
                .orElse(null);
  }

  /**
   * A line for each published entry: its index, and what it commits to in base64. Whoever has these
   * and the log can verify that they belong together.
   *
   * @param from the first index; those that were pruned are left out
   */
  StreamingOutput openings(long from) {
    return output -> {
      long next = from;
      List<JournalEntry> page;
      do {
        page = openable(next);
        write(page, output);
        next = page.isEmpty() ? next : index(page.get(page.size() - 1)) + 1;
      } while (!page.isEmpty());
    };
  }

  private List<JournalEntry> openable(long from) {
    return transactions.call(
        entityManager ->
            RealmLog.read(entityManager, realmId)
                .map(
                    log ->
                        new CommittedRows(realmId)
                                .rows(
                                    entityManager, Math.max(from, log.minIndex()), log.size(), PAGE)
                                .stream()
                                .map(JournalEntity::toEntry)
                                .toList())
                .orElse(List.of()));
  }

  private static void write(List<JournalEntry> page, OutputStream output)
      throws java.io.IOException {
    StringBuilder lines = new StringBuilder();
    for (JournalEntry entry : page) {
      lines
          .append(index(entry))
          .append(' ')
          .append(Base64.getEncoder().encodeToString(RecordFormat.open(entry).committed()))
          .append('\n');
    }
    output.write(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static long index(JournalEntry entry) {
    JournalEntry.Stored stored = entry.stored();
    Long index = stored == null ? null : stored.leafIndex();
    if (index == null) {
      throw new IllegalStateException("an entry without a place was found by its place");
    }
    return index;
  }
}
