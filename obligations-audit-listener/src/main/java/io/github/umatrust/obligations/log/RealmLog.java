package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TiledTree;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.Cosignature;
import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.NoteSignature;
import io.github.umatrust.obligations.note.SignedNote;
import io.github.umatrust.obligations.note.TlogProof;
import io.github.umatrust.obligations.note.VerifierKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A realm's log as it is published: what the latest checkpoint of the moment of reading covers, and
 * nothing beyond. Holds no lock.
 */
public final class RealmLog {

  /** Length of an origin, and of a witness's name. */
  public static final int MAX_NAME = 255;

  /** How far ahead of ours the clock of a witness may be, in seconds. */
  private static final long CLOCK_SKEW = 300;

  private final EntityManager entityManager;
  private final String realmId;
  private final long minIndex;
  private final PublishedCheckpoint latest;
  private final Tiles tiles;

  private RealmLog(
      EntityManager entityManager, String realmId, long minIndex, PublishedCheckpoint latest) {
    this.entityManager = entityManager;
    this.realmId = realmId;
    this.minIndex = minIndex;
    this.latest = latest;
    this.tiles = new Tiles(entityManager, realmId);
  }

  /**
   * Locks a realm's log for writing, until the transaction ends. Where there is none it is begun,
   * with a key and a checkpoint of the tree without entries.
   *
   * <p>Two nodes that begin the same log at the same time do not begin two: one waits for the
   * other, or its transaction fails and finds the log when it is tried again.
   *
   * @param originWhenNew what to call the log when it is begun, for example {@code
   *     idp.example/realms/acme/obligations/log}: ASCII, at most 255 characters, without spaces and
   *     plus. It stays so, even if the server's name changes
   * @param now milliseconds since the epoch
   * @throws IllegalArgumentException when that is no such name
   */
  public static LockedLog lock(
      EntityManager entityManager, String realmId, Supplier<String> originWhenNew, long now) {
    RealmLogEntity head = lock(entityManager, realmId);
    if (head == null) {
      insert(entityManager, realmId, originWhenNew.get(), now);
      head = lock(entityManager, realmId);
    }
    if (head == null) {
      throw new LogException("the log of realm " + realmId + " cannot be begun");
    }
    LockedLog log = new LockedLog(entityManager, head);
    log.begin(now);
    return log;
  }

  /**
   * The same for a log that must be there.
   *
   * @throws LogException when there is none
   */
  public static LockedLog lockExisting(EntityManager entityManager, String realmId, long now) {
    return lock(
        entityManager,
        realmId,
        () -> {
          throw new LogException("the realm " + realmId + " has no log");
        },
        now);
  }

  private static @Nullable RealmLogEntity lock(EntityManager entityManager, String realmId) {
    RealmLogEntity head =
        entityManager.find(RealmLogEntity.class, realmId, LockModeType.PESSIMISTIC_WRITE);
    if (head != null) {
      // What this session knew from before the lock may be outdated.
      entityManager.refresh(head);
    }
    return head;
  }

  private static void insert(EntityManager entityManager, String realmId, String origin, long now) {
    if (origin.length() > MAX_NAME || !origin.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException("not the origin of a log: " + origin);
    }
    // Refuses what cannot name a key.
    Checkpoint unused = new Checkpoint(origin, 0, Hash.EMPTY_TREE);
    entityManager
        .createQuery(
            "insert into RealmLogEntity (realmId, origin, treeSize, minIndex, createdAt)"
                + " values (:realm, :origin, 0L, 0L, :now) on conflict do nothing")
        .setParameter("realm", realmId)
        .setParameter("origin", unused.origin())
        .setParameter("now", now)
        .executeUpdate();
  }

  /** Ids of the realms whose logs have entries that no checkpoint covers yet. */
  public static List<String> realmsWithUnpublishedEntries(EntityManager entityManager) {
    return entityManager
        .createQuery(
            "select h.realmId from RealmLogEntity h where h.treeSize > h.publishedSize",
            String.class)
        .getResultList();
  }

  /**
   * When the last pass began that compared a whole ledger with Keycloak and met everything, on
   * whichever node.
   *
   * @return milliseconds since the epoch by realm id, without realms that had none yet
   */
  public static Map<String, Long> reconciled(EntityManager entityManager) {
    return moments(entityManager, "h.reconciledAt");
  }

  /** When the logs began, milliseconds since the epoch by realm id. */
  public static Map<String, Long> begun(EntityManager entityManager) {
    return moments(entityManager, "h.createdAt");
  }

  private static Map<String, Long> moments(EntityManager entityManager, String column) {
    return entityManager
        .createQuery(
            "select h.realmId, "
                + column
                + " from RealmLogEntity h where "
                + column
                + " is not null",
            Object[].class)
        .getResultStream()
        .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
  }

  /**
   * Notes that a pass met everything. An earlier one that ends later changes nothing.
   *
   * @param startedAt when it began, milliseconds since the epoch
   */
  public static void reconciled(EntityManager entityManager, String realmId, long startedAt) {
    entityManager
        .createQuery(
            "update RealmLogEntity h set h.reconciledAt = :at where h.realmId = :realm"
                + " and (h.reconciledAt is null or h.reconciledAt < :at)")
        .setParameter("at", startedAt)
        .setParameter("realm", realmId)
        .executeUpdate();
  }

  /**
   * Notes for how long a realm kept its ledger that is being removed: nobody can ask it any more.
   *
   * @param retentionDays null for ever
   */
  public static void removed(
      EntityManager entityManager, String realmId, @Nullable Long retentionDays) {
    entityManager
        .createQuery(
            "update RealmLogEntity h set h.removedRetentionDays = "
                + (retentionDays == null ? "null" : retentionDays.toString())
                + " where h.realmId = :realm")
        .setParameter("realm", realmId)
        .executeUpdate();
  }

  /**
   * For how long realms kept their ledgers that were removed, in days by realm id. Realms that kept
   * them for ever are not there; some that are there may have come back since, by an import.
   */
  public static Map<String, Integer> removed(EntityManager entityManager) {
    return entityManager
        .createQuery(
            "select h.realmId, h.removedRetentionDays from RealmLogEntity h"
                + " where h.removedRetentionDays is not null",
            Object[].class)
        .getResultStream()
        .collect(Collectors.toMap(row -> (String) row[0], row -> (Integer) row[1]));
  }

  /** Reads a realm's log; empty where there is none. */
  public static Optional<RealmLog> read(EntityManager entityManager, String realmId) {
    return entityManager
        .createQuery(
            "select h.minIndex, c.note, c.publishedAt"
                + " from RealmLogEntity h, LogCheckpointEntity c where h.realmId = :realm"
                + " and c.realmId = h.realmId and c.treeSize = h.publishedSize",
            Object[].class)
        .setParameter("realm", realmId)
        .getResultList()
        .stream()
        .findAny()
        .map(
            row ->
                new RealmLog(
                    entityManager,
                    realmId,
                    (Long) row[0],
                    published(entityManager, realmId, (String) row[1], (Long) row[2])));
  }

  /** Whether a realm has a log. */
  public static boolean exists(EntityManager entityManager, String realmId) {
    return !entityManager
        .createQuery(
            "select h.realmId from RealmLogEntity h where h.realmId = :realm", String.class)
        .setParameter("realm", realmId)
        .getResultList()
        .isEmpty();
  }

  private static PublishedCheckpoint published(
      EntityManager entityManager, String realmId, String text, long publishedAt) {
    SignedNote note = note(text);
    Checkpoint checkpoint = checkpoint(note);
    List<NoteSignature> cosignatures =
        entityManager
            .createQuery(
                "select s.witness, s.keyId, s.signature from LogCosignatureEntity s"
                    + " where s.realmId = :realm and s.treeSize = :size"
                    + " order by s.witness, s.keyId",
                Object[].class)
            .setParameter("realm", realmId)
            .setParameter("size", checkpoint.size())
            .getResultList()
            .stream()
            .map(
                s ->
                    new NoteSignature(
                        (String) s[0], Integer.parseUnsignedInt((String) s[1], 16), (byte[]) s[2]))
            .toList();
    return new PublishedCheckpoint(checkpoint, note.with(cosignatures), publishedAt);
  }

  static SignedNote note(String text) {
    try {
      return SignedNote.parse(text);
    } catch (NoteException e) {
      throw new LogException("a checkpoint in the database is damaged", e);
    }
  }

  static Checkpoint checkpoint(SignedNote note) {
    try {
      return Checkpoint.parse(note.text());
    } catch (NoteException e) {
      throw new LogException("a checkpoint in the database is damaged", e);
    }
  }

  /** The entities that make a log. */
  public static List<Class<?>> entities() {
    return List.of(
        RealmLogEntity.class,
        LogTileEntity.class,
        LogCheckpointEntity.class,
        LogCosignatureEntity.class,
        LogKeyEntity.class);
  }

  /** Which log it is; the name of its keys. */
  public String origin() {
    return latest.checkpoint().origin();
  }

  /** How many entries are published. */
  public long size() {
    return latest.size();
  }

  /** The lowest index whose entry is still there. */
  public long minIndex() {
    return minIndex;
  }

  /** The latest checkpoint. */
  public PublishedCheckpoint checkpoint() {
    return latest;
  }

  /**
   * The checkpoint of some size; empty when none was published, or when it is older than a day and
   * no witness signed it.
   */
  public Optional<PublishedCheckpoint> checkpoint(long size) {
    return entityManager
        .createQuery(
            "select c.note, c.publishedAt from LogCheckpointEntity c"
                + " where c.realmId = :realm and c.treeSize = :size",
            Object[].class)
        .setParameter("realm", realmId)
        .setParameter("size", size)
        .getResultList()
        .stream()
        .findAny()
        .map(row -> published(entityManager, realmId, (String) row[0], (Long) row[1]));
  }

  /** The latest checkpoint that a witness signed. */
  public Optional<PublishedCheckpoint> cosignedCheckpoint() {
    Long size =
        entityManager
            .createQuery(
                "select max(s.treeSize) from LogCosignatureEntity s where s.realmId = :realm",
                Long.class)
            .setParameter("realm", realmId)
            .getSingleResult();
    return size == null ? Optional.empty() : checkpoint(size);
  }

  /** The keys that the log signs and signed with, the oldest first. */
  public List<PublishedKey> keys() {
    return new LogKeys(entityManager, realmId, origin()).published();
  }

  /**
   * The content of a tile: its hashes; or for a bundle the entries, each after its length in two
   * bytes (C2SP tlog-tiles).
   *
   * @return empty when the published tree has no such tile, or it was pruned
   */
  public Optional<byte[]> tile(Tile tile) {
    if (!tile.isIn(size())) {
      return Optional.empty();
    }
    Optional<byte[]> bytes = tiles.find(tile);
    return tile.level() == Tile.ENTRIES ? bytes.map(RealmLog::bundle) : bytes;
  }

  private static byte[] bundle(byte[] entries) {
    int length = LockedLog.ENTRY_LENGTH;
    ByteBuffer bundle = ByteBuffer.allocate(entries.length + entries.length / length * Short.BYTES);
    for (int at = 0; at < entries.length; at += length) {
      bundle.putShort((short) length).put(entries, at, length);
    }
    return bundle.array();
  }

  /** An entry, 32 bytes; empty when it is not published, or was pruned. */
  public Optional<byte[]> entry(long index) {
    if (index < 0 || index >= size()) {
      return Optional.empty();
    }
    int at = (int) (index % Tile.FULL);
    return tiles
        .find(new Tile(Tile.ENTRIES, index / Tile.FULL, at + 1))
        .map(entries -> Hash.at(entries, at).bytes());
  }

  /**
   * The proof that an entry is in the tree of some size.
   *
   * @throws IllegalArgumentException when the size is not published, or has no such entry
   * @throws MissingTileException when the entry was pruned
   */
  public List<Hash> inclusion(long index, long size) {
    return tree(size).inclusion(index);
  }

  /**
   * The proof that a tree grew from an earlier one.
   *
   * @throws IllegalArgumentException when the size is not published or less than the earlier one
   * @throws MissingTileException when the earlier one is of less than {@link #minIndex} entries
   */
  public List<Hash> consistency(long earlier, long size) {
    return tree(size).consistency(earlier);
  }

  private TiledTree tree(long size) {
    if (size < 0 || size > size()) {
      throw new IllegalArgumentException("no tree of " + size + " entries is published");
    }
    return new TiledTree(size, tiles);
  }

  /**
   * The proof, for a file, that something is in the log.
   *
   * @param index the entry's index
   * @param committed what the entry is the SHA-256 of; the proof carries it
   * @return empty when the entry is not published yet, or was pruned
   * @throws IllegalArgumentException when the entry is the SHA-256 of something else
   */
  public Optional<TlogProof> tlogProof(long index, byte[] committed) {
    Optional<byte[]> entry = entry(index);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    if (!Hash.of(entry.get()).equals(Hash.sha256(committed))) {
      throw new IllegalArgumentException("entry " + index + " commits to something else");
    }
    return Optional.of(new TlogProof(committed, index, inclusion(index, size()), latest.note()));
  }

  /**
   * Takes the cosignatures of witnesses. The same one again changes nothing, a later one of the
   * same witness replaces the earlier.
   *
   * @param note a checkpoint with the signatures of witnesses
   * @param witnesses the keys of the witnesses to take them from
   * @param now milliseconds since the epoch
   * @return the checkpoint with all cosignatures, as it is published now
   * @throws NoteException when this log did not publish that checkpoint or has forgotten it, when
   *     no known witness signed it, and when the signature of one does not hold or is of the future
   */
  public PublishedCheckpoint cosign(SignedNote note, Collection<VerifierKey> witnesses, long now)
      throws NoteException {
    List<VerifierKey> known =
        witnesses.stream()
            .filter(k -> k.type() == VerifierKey.Type.COSIGNATURE)
            .filter(k -> k.name().length() <= MAX_NAME)
            .toList();
    long size = Checkpoint.parse(note.text()).size();
    PublishedCheckpoint published =
        checkpoint(size)
            .filter(p -> p.note().text().equals(note.text()))
            .orElseThrow(() -> new NoteException("this log published no such checkpoint"));
    note.verify(known);
    for (NoteSignature signature : note.signatures()) {
      if (known.stream().anyMatch(key -> key.verifies(note.text(), signature))) {
        long signedAt = Cosignature.time(signature);
        if (signedAt > now / 1000 + CLOCK_SKEW) {
          throw new NoteException("the cosignature of " + signature.name() + " is of the future");
        }
        store(size, signature, signedAt);
      }
    }
    return checkpoint(size).orElse(published);
  }

  private void store(long size, NoteSignature signature, long signedAt) {
    String keyId = "%08x".formatted(signature.keyId());
    entityManager
        .createQuery(
            "insert into LogCosignatureEntity"
                + " (realmId, treeSize, witness, keyId, signedAt, signature)"
                + " values (:realm, :size, :witness, :key, :time, :signature)"
                + " on conflict do nothing")
        .setParameter("realm", realmId)
        .setParameter("size", size)
        .setParameter("witness", signature.name())
        .setParameter("key", keyId)
        .setParameter("time", signedAt)
        .setParameter("signature", signature.signature())
        .executeUpdate();
    entityManager
        .createQuery(
            "update LogCosignatureEntity s set s.signedAt = :time, s.signature = :signature"
                + " where s.realmId = :realm and s.treeSize = :size and s.witness = :witness"
                + " and s.keyId = :key and s.signedAt < :time")
        .setParameter("realm", realmId)
        .setParameter("size", size)
        .setParameter("witness", signature.name())
        .setParameter("key", keyId)
        .setParameter("time", signedAt)
        .setParameter("signature", signature.signature())
        .executeUpdate();
  }
}
