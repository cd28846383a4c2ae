package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TileMismatchException;
import io.github.umatrust.obligations.merkle.TiledTree;
import io.github.umatrust.obligations.merkle.TreeCheck;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.SignedNote;
import io.github.umatrust.obligations.note.VerifierKey;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a realm's log again from the beginning, and everything that it commits to: each record
 * gives its entry, each entry its hash, the hashes all tiles, the tiles the root of each checkpoint
 * that is still there, and a key of the log signed that. Says what does not.
 *
 * <p>It holds a tile of each level in memory, whatever the size of the log, and reads in short
 * transactions; what is appended meanwhile is not looked at. Of what was pruned only the hashes of
 * whole tiles are left, and are taken as they are.
 */
public final class LogAudit {

  /** Entry bundles per transaction. */
  private static final int BUNDLES = 16;

  /** Checkpoints per transaction. */
  private static final int CHECKPOINTS = 100;

  /** What the entries commit to. */
  public interface CommittedRecords {

    /**
     * The bytes whose SHA-256 the entries are.
     *
     * @param entityManager of the transaction
     * @param first index of the first
     * @param count how many
     * @return by index; a record that is not there is missing in it
     */
    Map<Long, byte[]> read(EntityManager entityManager, long first, int count);
  }

  /**
   * What does not verify.
   *
   * @param index index of the first entry that is touched by it; null for a checkpoint
   * @param where the path of the tile or bundle, or {@code checkpoint/} and its size
   * @param reason what is wrong with it
   */
  public record Finding(@Nullable Long index, String where, String reason) {}

  /**
   * What was seen.
   *
   * @param size how many entries the log had
   * @param minIndex the first that was not pruned
   * @param checkpoints how many checkpoints were verified
   * @param finding the first thing that does not verify; null when everything does
   */
  public record Report(long size, long minIndex, int checkpoints, @Nullable Finding finding) {

    /** Whether everything verifies. */
    public boolean verifies() {
      return finding == null;
    }
  }

  /** Ends the reading. */
  private static final class Found extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    Found(@Nullable Long index, String where, String reason) {
      super(reason, null, false, false);
      this.finding = new Finding(index, where, reason);
    }
  }

  private record Head(String origin, long size, long publishedSize, long minIndex) {}

  private final Transactions transactions;
  private final String realmId;
  private final CommittedRecords records;

  private LogAudit(Transactions transactions, String realmId, CommittedRecords records) {
    this.transactions = transactions;
    this.realmId = realmId;
    this.records = records;
  }

  /**
   * Reads a log again.
   *
   * @param transactions for reading; it writes nothing
   * @param realmId whose log
   * @param records what its entries commit to
   */
  public static Report run(Transactions transactions, String realmId, CommittedRecords records) {
    while (true) {
      LogAudit audit = new LogAudit(transactions, realmId, records);
      Head head = transactions.call(audit::head);
      if (head == null) {
        return new Report(0, 0, 0, null);
      }
      Report report = audit.read(head);
      Head now = transactions.call(audit::head);
      if (report.verifies() || (now != null && now.minIndex == head.minIndex)) {
        return report;
      }
      // What was not there may have been pruned while this was reading.
    }
  }

  private Report read(Head head) {
    int[] checkpoints = {0};
    Finding finding = null;
    try {
      TreeCheck check = new TreeCheck(head.size);
      while (check.next() < head.size) {
        transactions.call(entityManager -> bundles(entityManager, head, check));
      }
      transactions.call(entityManager -> check.finish(new Tiles(entityManager, realmId)));
      if (head.publishedSize > head.size) {
        throw new Found(
            head.size, "checkpoint/" + head.publishedSize, "entries of it are not there");
      }
      long after = -1;
      while (after < head.publishedSize) {
        long previous = after;
        after =
            transactions.call(
                entityManager -> checkpoints(entityManager, head, previous, checkpoints));
      }
    } catch (Found e) {
      finding = e.finding;
    } catch (TileMismatchException e) {
      finding = new Finding(e.index(), e.tile().path(), String.valueOf(e.getMessage()));
    } catch (MissingTileException e) {
      finding = new Finding(e.tile().firstEntry(), e.tile().path(), String.valueOf(e.getMessage()));
    }
    return new Report(head.size, head.minIndex, checkpoints[0], finding);
  }

  private @Nullable Head head(EntityManager entityManager) {
    return entityManager
        .createQuery(
            "select h.origin, h.treeSize, h.publishedSize, h.minIndex from RealmLogEntity h"
                + " where h.realmId = :realm and h.publishedSize is not null",
            Object[].class)
        .setParameter("realm", realmId)
        .getResultList()
        .stream()
        .findAny()
        .map(row -> new Head((String) row[0], (Long) row[1], (Long) row[2], (Long) row[3]))
        .orElse(null);
  }

  private long bundles(EntityManager entityManager, Head head, TreeCheck check) {
    Tiles tiles = new Tiles(entityManager, realmId);
    for (int i = 0; i < BUNDLES && check.next() < head.size; i++) {
      if (check.next() < head.minIndex) {
        check.addPruned(tiles);
      } else {
        check.add(tiles, bundle(entityManager, tiles, check.nextTile()));
      }
    }
    return check.next();
  }

  /** Verifies the records of up to 256 entries; gives the hashes of the entries. */
  private List<Hash> bundle(EntityManager entityManager, Tiles tiles, Tile leaves) {
    Tile bundle = new Tile(Tile.ENTRIES, leaves.index(), leaves.width());
    long first = leaves.firstEntry();
    byte[] entries = tiles.read(bundle);
    Map<Long, byte[]> committed = records.read(entityManager, first, bundle.width());
    List<Hash> hashes = new ArrayList<>(bundle.width());
    for (int i = 0; i < bundle.width(); i++) {
      byte[] record = committed.get(first + i);
      Hash entry = Hash.at(entries, i);
      if (record == null) {
        throw new Found(first + i, bundle.path(), "the record of the entry is not there");
      }
      if (!Hash.sha256(record).equals(entry)) {
        throw new Found(first + i, bundle.path(), "the record is not the one of the entry");
      }
      hashes.add(Hash.leaf(entry.bytes()));
    }
    return hashes;
  }

  /** Verifies some checkpoints; gives the size of the last of them. */
  private long checkpoints(EntityManager entityManager, Head head, long after, int[] verified) {
    List<Object[]> rows =
        entityManager
            .createQuery(
                "select c.treeSize, c.note from LogCheckpointEntity c where c.realmId = :realm"
                    + " and c.treeSize > :after and c.treeSize <= :last order by c.treeSize",
                Object[].class)
            .setParameter("realm", realmId)
            .setParameter("after", after)
            .setParameter("last", head.publishedSize)
            .setMaxResults(CHECKPOINTS)
            .getResultList();
    List<PublishedKey> keys = new LogKeys(entityManager, realmId, head.origin).published();
    Tiles tiles = new Tiles(entityManager, realmId);
    long last = after;
    for (Object[] row : rows) {
      last = (Long) row[0];
      checkpoint(tiles, head, keys, last, (String) row[1]);
      verified[0]++;
    }
    if (rows.size() < CHECKPOINTS && last < head.publishedSize) {
      throw new Found(
          null, "checkpoint/" + head.publishedSize, "the latest checkpoint is not there");
    }
    return last;
  }

  private static void checkpoint(
      Tiles tiles, Head head, List<PublishedKey> keys, long size, String text) {
    String where = "checkpoint/" + size;
    List<VerifierKey> known =
        keys.stream().filter(k -> isInUse(k, size)).map(PublishedKey::key).toList();
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.verify(SignedNote.parse(text), known);
    } catch (NoteException e) {
      throw new Found(null, where, String.valueOf(e.getMessage()));
    }
    if (!checkpoint.origin().equals(head.origin) || checkpoint.size() != size) {
      throw new Found(null, where, "it is of another log, or of another size");
    }
    Hash root;
    try {
      root = new TiledTree(size, tiles).root();
    } catch (MissingTileException e) {
      if (size < head.minIndex) {
        return; // the tile that it ends in was pruned; its signature holds
      }
      throw new Found(null, where, "there is no " + e.tile().path());
    }
    if (!root.equals(checkpoint.root())) {
      throw new Found(null, where, "its root is not the one of the tree");
    }
  }

  private static boolean isInUse(PublishedKey key, long size) {
    Long first = key.firstSize();
    Long last = key.lastSize();
    return first != null && first <= size && (last == null || size <= last);
  }
}
