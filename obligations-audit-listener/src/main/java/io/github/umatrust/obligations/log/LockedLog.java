package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Proofs;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TileAppender;
import io.github.umatrust.obligations.merkle.TiledTree;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.NoteSignature;
import io.github.umatrust.obligations.note.SignedNote;
import jakarta.persistence.EntityManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A realm's log while its head row is locked: nobody else can write it, on any node, before the
 * transaction ends. Of no use after that transaction.
 */
public final class LockedLog {

  /** Length of an entry in bytes. */
  public static final int ENTRY_LENGTH = 32;

  /** How long checkpoints are kept that no witness signed, in milliseconds. */
  private static final long KEEP_CHECKPOINTS = 24L * 60 * 60 * 1000;

  private final EntityManager entityManager;
  private final RealmLogEntity head;
  private final LogKeys keys;
  private final Tiles tiles;
  private @Nullable TileAppender appender;

  LockedLog(EntityManager entityManager, RealmLogEntity head) {
    this.entityManager = entityManager;
    this.head = head;
    this.keys = new LogKeys(entityManager, head.realmId(), head.origin());
    this.tiles = new Tiles(entityManager, head.realmId());
  }

  /** Which log it is; the name of its keys. */
  public String origin() {
    return head.origin();
  }

  /** How many entries it has, published or not: the index of the next. */
  public long size() {
    return head.treeSize();
  }

  /** How many entries the latest checkpoint covers. */
  public long publishedSize() {
    Long size = head.publishedSize();
    return size == null ? 0 : size;
  }

  /** When the latest checkpoint was published, milliseconds since the epoch. */
  public long publishedAt() {
    return entityManager
        .createQuery(
            "select c.publishedAt from LogCheckpointEntity c"
                + " where c.realmId = :realm and c.treeSize = :size",
            Long.class)
        .setParameter("realm", head.realmId())
        .setParameter("size", publishedSize())
        .getResultList()
        .stream()
        .findAny()
        .orElse(0L);
  }

  /** The lowest index whose entry is still there. */
  public long minIndex() {
    return head.minIndex();
  }

  /**
   * Appends entries. They are not published before {@link #publish}.
   *
   * @param entries 32 bytes each, the SHA-256 of what is committed to
   * @return the index of the first
   * @throws IllegalArgumentException when an entry has another length
   * @throws LogException when the right edge of the tree is not in the database as it should be
   */
  public long append(List<byte[]> entries) {
    long first = head.treeSize();
    if (entries.stream().anyMatch(entry -> entry.length != ENTRY_LENGTH)) {
      throw new IllegalArgumentException("an entry has " + ENTRY_LENGTH + " bytes");
    }
    if (entries.isEmpty()) {
      return first;
    }
    TileAppender tree = appender();
    entries.forEach(entry -> tree.append(Hash.leaf(entry)));
    Map<Tile, byte[]> changes = new LinkedHashMap<>(bundles(first, entries));
    changes.putAll(tree.changes());
    changes.forEach(
        (tile, hashes) -> {
          int before = Tile.widthAt(tile.level(), tile.index(), first);
          if (before == 0) {
            tiles.insert(tile, hashes);
          } else {
            tiles.grow(tile, before, hashes);
          }
        });
    head.grow(tree.size());
    entityManager.flush();
    return first;
  }

  private TileAppender appender() {
    TileAppender tree = appender;
    if (tree == null) {
      try {
        tree = new TileAppender(head.treeSize(), tiles);
      } catch (MissingTileException e) {
        throw new LogException("the log of realm " + head.realmId() + " is not whole", e);
      }
      appender = tree;
    }
    return tree;
  }

  private Map<Tile, byte[]> bundles(long first, List<byte[]> entries) {
    Map<Tile, byte[]> bundles = new LinkedHashMap<>();
    int next = 0;
    while (next < entries.size()) {
      long index = (first + next) / Tile.FULL;
      int before = (int) ((first + next) % Tile.FULL);
      int width = Math.min(Tile.FULL, before + entries.size() - next);
      byte[] bundle = new byte[width * ENTRY_LENGTH];
      if (before > 0) {
        Tile begun = new Tile(Tile.ENTRIES, index, before);
        byte[] bytes =
            tiles.find(begun).orElseThrow(() -> new LogException("the log has no " + begun.path()));
        System.arraycopy(bytes, 0, bundle, 0, bytes.length);
      }
      for (int at = before; at < width; at++) {
        System.arraycopy(entries.get(next++), 0, bundle, at * ENTRY_LENGTH, ENTRY_LENGTH);
      }
      bundles.put(new Tile(Tile.ENTRIES, index, width), bundle);
    }
    return bundles;
  }

  /**
   * Signs a checkpoint of all entries, unless the latest one is it. The first checkpoint after
   * {@link #rotateKey} is signed by the old key and the new one.
   *
   * @param now milliseconds since the epoch
   * @throws LogException when the tree in the database did not grow from the one of the latest
   *     checkpoint; then nothing is signed
   */
  public PublishedCheckpoint publish(long now) {
    List<LogKeyEntity> signing = keys.signing();
    Long publishedSize = head.publishedSize();
    LogCheckpointEntity latest = publishedSize == null ? null : checkpoint(publishedSize);
    Checkpoint checkpoint = new Checkpoint(head.origin(), head.treeSize(), appender().root());
    LogCheckpointEntity row;
    if (latest == null) {
      row = insert(SignedNote.sign(checkpoint.toString(), keys.signers(signing)), now);
    } else {
      SignedNote before = RealmLog.note(latest.note());
      requireGrown(RealmLog.checkpoint(before), checkpoint);
      if (latest.treeSize() < head.treeSize()) {
        row = insert(SignedNote.sign(checkpoint.toString(), keys.signers(signing)), now);
      } else {
        List<NoteSignature> missing = missing(before, signing);
        if (!missing.isEmpty()) {
          latest.publish(before.with(missing).toString(), now);
        }
        row = latest;
      }
    }
    keys.signed(signing, head.treeSize(), now);
    head.publish();
    entityManager.flush();
    forgetOldCheckpoints(now);
    PublishedCheckpoint published =
        new PublishedCheckpoint(checkpoint, RealmLog.note(row.note()), row.publishedAt());
    entityManager.detach(row);
    return published;
  }

  private List<NoteSignature> missing(SignedNote note, List<LogKeyEntity> signing) {
    return keys.signers(signing).stream()
        .filter(s -> note.signatures().stream().noneMatch(s.verifierKey()::claims))
        .map(s -> s.sign(note.text()))
        .toList();
  }

  private LogCheckpointEntity insert(SignedNote note, long now) {
    LogCheckpointEntity row =
        LogCheckpointEntity.of(head.realmId(), head.treeSize(), note.toString(), now);
    entityManager.persist(row);
    return row;
  }

  private LogCheckpointEntity checkpoint(long size) {
    LogCheckpointEntity row =
        entityManager.find(
            LogCheckpointEntity.class, new LogCheckpointEntity.Key(head.realmId(), size));
    if (row == null) {
      throw new LogException("the log's latest checkpoint, of size " + size + ", is not there");
    }
    return row;
  }

  /** A log that signed two checkpoints of which neither continues the other is worth nothing. */
  private void requireGrown(Checkpoint before, Checkpoint now) {
    boolean grown;
    try {
      List<Hash> path =
          before.size() > now.size()
              ? List.of()
              : new TiledTree(now.size(), tiles).consistency(before.size());
      grown = Proofs.isConsistent(before.size(), now.size(), before.root(), now.root(), path);
    } catch (MissingTileException e) {
      throw new LogException("the log of realm " + head.realmId() + " is not whole", e);
    }
    if (!grown) {
      throw new LogException(
          "the tree of "
              + now.size()
              + " entries did not grow from the checkpoint of "
              + before.size());
    }
  }

  private void forgetOldCheckpoints(long now) {
    entityManager
        .createQuery(
            "delete from LogCheckpointEntity c where c.realmId = :realm"
                + " and c.publishedAt < :before and c.treeSize < :latest"
                + " and not exists (select s.treeSize from LogCosignatureEntity s"
                + " where s.realmId = c.realmId and s.treeSize = c.treeSize)")
        .setParameter("realm", head.realmId())
        .setParameter("before", now - KEEP_CHECKPOINTS)
        .setParameter("latest", Objects.requireNonNull(head.publishedSize()))
        .executeUpdate();
  }

  /**
   * Makes a new key. The next checkpoint is signed by the old and the new one, those after it by
   * the new one; then the old private key is deleted. Its public key stays published.
   *
   * @param now milliseconds since the epoch
   */
  public void rotateKey(long now) {
    keys.rotate(now);
  }

  /**
   * Drops entries, and their hashes in the lowest level of tiles. Everything from the index on can
   * still be proved, and every checkpoint of at least that size reached.
   *
   * @param minIndex the lowest index to keep, a multiple of 256, at most {@link #publishedSize}; a
   *     lower one than {@link #minIndex} changes nothing
   * @throws IllegalArgumentException for another index
   */
  public void prune(long minIndex) {
    if (minIndex < 0 || minIndex % Tile.FULL != 0 || minIndex > publishedSize()) {
      throw new IllegalArgumentException("cannot prune below " + minIndex);
    }
    if (minIndex > head.minIndex()) {
      tiles.prune(minIndex);
      head.prune(minIndex);
      entityManager.flush();
    }
  }

  /** Deletes all of the log, as if there had never been one. */
  public void delete() {
    for (String entity :
        List.of(
            "LogTileEntity",
            "LogCosignatureEntity",
            "LogCheckpointEntity",
            "LogKeyEntity",
            "RealmLogEntity")) {
      entityManager
          .createQuery("delete from " + entity + " x where x.realmId = :realm")
          .setParameter("realm", head.realmId())
          .executeUpdate();
    }
  }

  /** Begins a new log: with a key, and a checkpoint of the tree without entries. */
  void begin(long now) {
    if (head.publishedSize() == null) {
      keys.rotate(now);
      publish(now);
    }
  }
}
