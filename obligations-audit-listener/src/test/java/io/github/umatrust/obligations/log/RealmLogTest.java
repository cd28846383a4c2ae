package io.github.umatrust.obligations.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Proofs;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TiledTree;
import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.Keys;
import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.NoteSigner;
import io.github.umatrust.obligations.note.SignedNote;
import io.github.umatrust.obligations.note.TlogProof;
import io.github.umatrust.obligations.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealmLogTest {

  private static final String REALM = "realm-1";
  private static final String ORIGIN = "idp.example/realms/acme/obligations/log";
  private static final long NOW = 1_800_000_000_000L;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final LogDatabase database = new LogDatabase();

  @AfterEach
  void tearDown() {
    database.close();
  }

  private <T> T locked(Function<LockedLog, T> work) {
    return database.call(em -> work.apply(RealmLog.lock(em, REALM, () -> ORIGIN, NOW)));
  }

  private <T> T read(Function<RealmLog, T> work) {
    return database.call(em -> work.apply(RealmLog.read(em, REALM).orElseThrow()));
  }

  private long size() {
    return locked(LockedLog::size);
  }

  private PublishedCheckpoint latest() {
    return read(RealmLog::checkpoint);
  }

  private Optional<PublishedCheckpoint> published(long size) {
    return read(log -> log.checkpoint(size));
  }

  private Optional<PublishedCheckpoint> cosigned() {
    return read(RealmLog::cosignedCheckpoint);
  }

  private List<PublishedKey> keys() {
    return read(RealmLog::keys);
  }

  private Optional<byte[]> logged(long index) {
    return read(log -> log.entry(index));
  }

  private Optional<byte[]> tile(Tile tile) {
    return read(log -> log.tile(tile));
  }

  private Optional<TlogProof> evidence(long index, long of) {
    return read(log -> log.tlogProof(index, committed(of)));
  }

  /** What entry number i commits to. */
  static byte[] committed(long i) {
    return ("record " + i).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] entry(long i) {
    return Hash.sha256(committed(i)).bytes();
  }

  static List<byte[]> entries(long from, long to) {
    List<byte[]> entries = new ArrayList<>();
    for (long i = from; i < to; i++) {
      entries.add(entry(i));
    }
    return entries;
  }

  private PublishedCheckpoint appendUpTo(long size, int batch, long now) {
    return locked(
        log -> {
          while (log.size() < size) {
            long from = log.size();
            assertThat(log.append(entries(from, Math.min(size, from + batch)))).isEqualTo(from);
          }
          return log.publish(now);
        });
  }

  private static Hash root(long size) {
    TestTree tree = new TestTree();
    for (long i = 0; i < size; i++) {
      tree.add(entry(i));
    }
    return tree.root();
  }

  @Test
  void realmWithoutALogHasNone() {
    database.run(em -> assertThat(RealmLog.read(em, REALM)).isEmpty());
  }

  @Test
  void newLogBeginsWithAKeyAndTheEmptyTree() throws NoteException {
    assertThat(size()).isZero();

    PublishedCheckpoint checkpoint = latest();
    List<PublishedKey> keys = keys();
    assertThat(keys).hasSize(1);
    assertThat(keys.get(0).isActive()).isTrue();
    assertThat(keys.get(0).key().name()).isEqualTo(ORIGIN);
    assertThat(checkpoint.checkpoint())
        .isEqualTo(new Checkpoint(ORIGIN, 0, Hash.EMPTY_TREE))
        .isEqualTo(Checkpoint.verify(checkpoint.note(), List.of(keys.get(0).key())));
    assertThat(checkpoint.publishedAt()).isEqualTo(NOW);
  }

  @Test
  void lockingAgainFindsTheSameLog() {
    locked(log -> log.append(entries(0, 3)));
    String other =
        database.call(
            em ->
                RealmLog.lock(
                        em,
                        REALM,
                        () -> {
                          throw new IllegalStateException("has an origin already");
                        },
                        NOW + 1)
                    .origin());
    assertThat(other).isEqualTo(ORIGIN);
    assertThat(size()).isEqualTo(3);
    assertThat(keys()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "idp example", "idp+example", "idp.example/r\u00e9alms", "a\nb"})
  void originMustBeAbleToNameAKey(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> database.run(em -> RealmLog.lock(em, REALM, () -> origin, NOW)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> database.run(em -> RealmLog.lock(em, REALM, () -> "x".repeat(256), NOW)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 256, 1000})
  void treeIsThatOfItsEntriesInBatchesOfAnySize(int batch) {
    PublishedCheckpoint checkpoint = appendUpTo(1_100, batch, NOW);

    assertThat(checkpoint.size()).isEqualTo(1_100);
    assertThat(checkpoint.checkpoint().root()).isEqualTo(root(1_100));
    assertThat(latest().note()).isEqualTo(checkpoint.note());
    for (long i : new long[] {0, 255, 256, 1_023, 1_024, 1_099}) {
      assertThat(logged(i).orElseThrow()).isEqualTo(entry(i));
    }
  }

  @Test
  void transactionsContinueEachOther() {
    for (int size = 0; size <= 600; size += 37) {
      assertThat(appendUpTo(size, 10, NOW).checkpoint().root()).isEqualTo(root(size));
    }
  }

  @Test
  void rolledBackEntriesWereNeverThere() {
    appendUpTo(10, 10, NOW);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                locked(
                    log -> {
                      log.append(entries(100, 800));
                      log.publish(NOW);
                      throw new IllegalStateException("crash");
                    }));

    assertThat(appendUpTo(20, 10, NOW).checkpoint().root()).isEqualTo(root(20));
  }

  @Test
  void whatIsNotPublishedIsNotHandedOut() {
    appendUpTo(300, 300, NOW);
    locked(log -> log.append(entries(300, 1_000)));

    assertThat(size()).isEqualTo(1_000);
    long published = locked(LockedLog::publishedSize);
    assertThat(published).isEqualTo(300);
    assertThat(latest().size()).isEqualTo(300);
    for (Tile tile :
        List.of(
            new Tile(0, 1, 45),
            new Tile(0, 1, 256),
            new Tile(0, 2, 1),
            new Tile(1, 0, 2),
            new Tile(Tile.ENTRIES, 1, 45),
            new Tile(Tile.ENTRIES, 1, 256))) {
      assertThat(tile(tile)).as(tile.path()).isEmpty();
    }
    assertThat(logged(300)).isEmpty();
    assertThat(logged(-1)).isEmpty();
    assertThat(evidence(300, 300)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> read(log -> log.inclusion(0, 301)));
    assertThatIllegalArgumentException().isThrownBy(() -> read(log -> log.consistency(5, 301)));
    assertThat(published(1_000)).isEmpty();
  }

  @Test
  void everyPartialTileUpToThePublishedSizeIsServed() {
    appendUpTo(700, 700, NOW);
    TestTree tree = new TestTree();
    entries(0, 700).forEach(tree::add);

    for (int width = 1; width <= 256; width++) {
      Tile tile = new Tile(0, 1, width);
      assertThat(tile(tile).orElseThrow()).isEqualTo(tree.read(tile));
    }
    assertThat(tile(new Tile(1, 0, 1)).orElseThrow()).isEqualTo(tree.read(new Tile(1, 0, 1)));
    assertThat(tile(new Tile(1, 0, 2)).orElseThrow()).hasSize(64);
    assertThat(tile(new Tile(1, 0, 3))).isEmpty();
  }

  @Test
  void bundlesHaveTheLengthBeforeEachEntry() {
    appendUpTo(258, 258, NOW);
    byte[] bundle = tile(new Tile(Tile.ENTRIES, 1, 2)).orElseThrow();

    assertThat(bundle).hasSize(2 * 34);
    assertThat(Arrays.copyOf(bundle, 2)).containsExactly(0, 32);
    assertThat(Arrays.copyOfRange(bundle, 2, 34)).isEqualTo(entry(256));
    assertThat(Arrays.copyOfRange(bundle, 36, 68)).isEqualTo(entry(257));
    assertThat(tile(new Tile(Tile.ENTRIES, 0, 256)).orElseThrow()).hasSize(256 * 34);
  }

  @Test
  void proofsVerify() throws NoteException {
    PublishedCheckpoint first = appendUpTo(300, 300, NOW);
    PublishedCheckpoint second = appendUpTo(1_000, 300, NOW + 1);
    VerifierKey key = keys().get(0).key();

    for (long i : new long[] {0, 17, 255, 256, 299, 300, 999}) {
      assertThat(
              Proofs.isIncluded(
                  i,
                  1_000,
                  Hash.leaf(entry(i)),
                  read(log -> log.inclusion(i, 1_000)),
                  second.checkpoint().root()))
          .isTrue();
      TlogProof proof = evidence(i, i).orElseThrow();
      assertThat(
              TlogProof.parse(proof.toString())
                  .verify(Hash.sha256(proof.extra().orElseThrow()).bytes(), List.of(key)))
          .isEqualTo(second.checkpoint());
    }
    assertThat(
            Proofs.isIncluded(
                17,
                300,
                Hash.leaf(entry(17)),
                read(log -> log.inclusion(17, 300)),
                first.checkpoint().root()))
        .isTrue();
    assertThat(
            Proofs.isConsistent(
                300,
                1_000,
                first.checkpoint().root(),
                second.checkpoint().root(),
                read(log -> log.consistency(300, 1_000))))
        .isTrue();
  }

  @Test
  void evidenceOfSomethingElseIsNotHandedOut() {
    appendUpTo(3, 3, NOW);
    assertThatIllegalArgumentException().isThrownBy(() -> evidence(1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void entryOfAnotherLengthIsRefused(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> locked(log -> log.append(List.of(entry(0), new byte[length]))));
    assertThat(size()).isZero();
  }

  @Test
  void publishingWithoutNewEntriesChangesNothing() {
    PublishedCheckpoint first = appendUpTo(5, 5, NOW);
    PublishedCheckpoint again = appendUpTo(5, 5, NOW + 1_000);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void oldCheckpointsAreForgottenUnlessCosigned() throws NoteException {
    NoteSigner witness = Keys.witness("witness.example");
    for (int size = 1; size <= 4; size++) {
      appendUpTo(size, 1, NOW + size);
    }
    SignedNote second = published(2).orElseThrow().note();
    cosign(second, witness, NOW / 1000);

    appendUpTo(5, 1, NOW + DAY + 3);

    assertThat(published(0)).isEmpty();
    assertThat(published(1)).isEmpty();
    assertThat(published(2)).isPresent();
    assertThat(published(3)).isPresent();
    assertThat(published(4)).isPresent();
    assertThat(latest().size()).isEqualTo(5);
    appendUpTo(6, 1, NOW + 9 * DAY);
    assertThat(published(5)).isEmpty();
    assertThat(published(2)).isPresent();
  }

  @Test
  void changedTreeIsNotSigned() {
    appendUpTo(300, 300, NOW);
    database.tamper(
        "update UT_OBLIGATION_TILE set HASHES = X'"
            + "00".repeat(44 * 32)
            + "' where TILE_LEVEL = 0 and TILE_INDEX = 1");

    assertThatExceptionOfType(LogException.class)
        .isThrownBy(() -> appendUpTo(310, 10, NOW))
        .withMessageContaining("did not grow");
    assertThatExceptionOfType(LogException.class).isThrownBy(() -> appendUpTo(300, 10, NOW));
    assertThat(latest().size()).isEqualTo(300);
  }

  @Test
  void treeThatWasCutIsNotSigned() {
    appendUpTo(300, 300, NOW);
    database.tamper("update UT_OBLIGATION_LOG set TREE_SIZE = 256");
    assertThatExceptionOfType(LogException.class)
        .isThrownBy(() -> locked(log -> log.publish(NOW)))
        .withMessageContaining("did not grow");
  }

  @Test
  void missingRowsAreSaid() {
    appendUpTo(300, 300, NOW);
    database.tamper("delete from UT_OBLIGATION_TILE where TILE_LEVEL = 0 and TILE_INDEX = 1");
    assertThatExceptionOfType(LogException.class)
        .isThrownBy(() -> appendUpTo(301, 1, NOW))
        .withMessageContaining("not whole");
    database.tamper("delete from UT_OBLIGATION_CHECKPOINT where TREE_SIZE = 300");
    assertThatExceptionOfType(LogException.class).isThrownBy(() -> appendUpTo(301, 1, NOW));
  }

  @Test
  void rotationSignsOnceWithBothKeys() throws NoteException {
    PublishedCheckpoint before = appendUpTo(10, 10, NOW);
    locked(
        log -> {
          log.rotateKey(NOW + 1);
          return null;
        });
    assertThat(keys()).extracting(PublishedKey::isActive).containsOnly(true);
    PublishedCheckpoint both = appendUpTo(20, 10, NOW + 2);
    PublishedCheckpoint after = appendUpTo(30, 10, NOW + 3);

    List<PublishedKey> keys = keys();
    List<VerifierKey> oldKey = List.of(keys.get(0).key());
    List<VerifierKey> newKey = List.of(keys.get(1).key());
    assertThat(keys).hasSize(2);
    assertThat(keys.get(0).retiredAt()).isEqualTo(NOW + 2);
    assertThat(keys.get(0).firstSize()).isZero();
    assertThat(keys.get(0).lastSize()).isEqualTo(20);
    assertThat(keys.get(1).firstSize()).isEqualTo(20);
    assertThat(keys.get(1).isActive()).isTrue();
    Checkpoint.verify(before.note(), oldKey);
    Checkpoint.verify(both.note(), oldKey);
    Checkpoint.verify(both.note(), newKey);
    Checkpoint.verify(after.note(), newKey);
    assertThat(after.note().signatures()).hasSize(1);
    assertThatExceptionOfType(NoteException.class)
        .isThrownBy(() -> Checkpoint.verify(after.note(), oldKey));
    assertThat(privateKeys()).as("of the retired key nothing private is left").isEqualTo(1);
  }

  @Test
  void rotationWithoutNewEntriesAddsASignature() throws NoteException {
    PublishedCheckpoint before = appendUpTo(10, 10, NOW);
    PublishedCheckpoint both =
        locked(
            log -> {
              log.rotateKey(NOW + 1);
              log.rotateKey(NOW + 2);
              return log.publish(NOW + 3);
            });
    List<PublishedKey> keys = keys();

    assertThat(both.note().text()).isEqualTo(before.note().text());
    assertThat(both.note().verify(keys.stream().map(PublishedKey::key).toList())).hasSize(3);
    assertThat(keys).extracting(PublishedKey::isActive).containsExactly(false, false, true);
    assertThat(latest()).isEqualTo(both);
    assertThat(privateKeys()).isEqualTo(1);
  }

  private long privateKeys() {
    return database.call(
        em ->
            ((Number)
                    em.createNativeQuery(
                            "select count(*) from UT_OBLIGATION_KEY where PRIVATE_KEY is not null")
                        .getSingleResult())
                .longValue());
  }

  @Test
  void prunedLogProvesWhatItKeeps() throws NoteException {
    appendUpTo(2_000, 1_000, NOW);
    locked(
        log -> {
          log.prune(1_024);
          return null;
        });
    PublishedCheckpoint after = appendUpTo(2_500, 500, NOW + 1);
    VerifierKey key = keys().get(0).key();

    assertThat(after.checkpoint().root()).isEqualTo(root(2_500));
    long minIndex = read(RealmLog::minIndex);
    assertThat(minIndex).isEqualTo(1_024);
    for (long i : new long[] {1_024, 1_279, 1_280, 2_499}) {
      TlogProof proof = evidence(i, i).orElseThrow();
      proof.verify(entry(i), List.of(key));
    }
    assertThat(
            Proofs.isConsistent(
                1_024,
                2_500,
                root(1_024),
                after.checkpoint().root(),
                read(log -> log.consistency(1_024, 2_500))))
        .isTrue();
    assertThat(logged(1_023)).isEmpty();
    assertThat(evidence(1_023, 1_023)).isEmpty();
    assertThat(tile(new Tile(Tile.ENTRIES, 3, 256))).isEmpty();
    assertThat(tile(new Tile(0, 3, 256))).isEmpty();
    assertThat(tile(new Tile(1, 0, 4))).isPresent();
    assertThatExceptionOfType(MissingTileException.class)
        .isThrownBy(() -> read(log -> log.inclusion(1_023, 2_500)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-256, 1, 255, 768})
  void pruningKeepsWholeTilesAndWhatIsNotPublished(long minIndex) {
    appendUpTo(600, 600, NOW);
    locked(log -> log.append(entries(600, 1_000)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                locked(
                    log -> {
                      log.prune(minIndex);
                      return null;
                    }));
  }

  @Test
  void pruningGoesOneWay() {
    appendUpTo(600, 600, NOW);
    locked(
        log -> {
          log.prune(512);
          log.prune(256);
          return null;
        });
    long minIndex = locked(LockedLog::minIndex);
    assertThat(minIndex).isEqualTo(512);
  }

  private PublishedCheckpoint cosign(SignedNote note, NoteSigner witness, long time)
      throws NoteException {
    SignedNote signed = note.with(List.of(witness.cosign(note.text(), time)));
    return database.call(
        em -> {
          try {
            return RealmLog.read(em, REALM)
                .orElseThrow()
                .cosign(signed, List.of(witness.verifierKey()), NOW);
          } catch (NoteException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void cosignaturesAreServedWithTheCheckpoint() throws NoteException {
    NoteSigner one = Keys.witness("one.example");
    NoteSigner two = Keys.witness("two.example");
    PublishedCheckpoint checkpoint = appendUpTo(5, 5, NOW);
    assertThat(cosigned()).isEmpty();

    cosign(checkpoint.note(), two, NOW / 1000);
    PublishedCheckpoint cosigned = cosign(checkpoint.note(), one, NOW / 1000 + 7);

    assertThat(latest()).isEqualTo(cosigned);
    assertThat(
            cosigned
                .note()
                .verify(List.of(one.verifierKey(), two.verifierKey(), keys().get(0).key())))
        .hasSize(3);
    assertThat(evidence(3, 3).orElseThrow().checkpoint()).isEqualTo(cosigned.note());
    appendUpTo(6, 1, NOW + 1);
    assertThat(latest().note().signatures()).hasSize(1);
    assertThat(cosigned()).contains(cosigned);
  }

  @Test
  void sameCosignatureAgainChangesNothingAndALaterOneReplacesIt() throws NoteException {
    NoteSigner witness = Keys.witness("witness.example");
    SignedNote note = appendUpTo(5, 5, NOW).note();
    PublishedCheckpoint first = cosign(note, witness, NOW / 1000 - 10);
    assertThat(cosign(note, witness, NOW / 1000 - 10)).isEqualTo(first);
    assertThat(cosign(note, witness, NOW / 1000 - 20)).isEqualTo(first);
    PublishedCheckpoint later = cosign(note, witness, NOW / 1000);
    assertThat(later).isNotEqualTo(first);
    assertThat(later.note().signatures()).hasSize(2);
  }

  @Test
  void otherCosignaturesAreRefused() {
    NoteSigner witness = Keys.witness("witness.example");
    NoteSigner stranger = Keys.witness("stranger.example");
    NoteSigner log = Keys.log("witness.example");
    SignedNote note = appendUpTo(5, 5, NOW).note();
    String never = new Checkpoint(ORIGIN, 5, Hash.EMPTY_TREE).toString();
    String notYet = new Checkpoint(ORIGIN, 6, root(6)).toString();
    long time = NOW / 1000;

    assertNotTaken(note, witness);
    assertNotTaken(note.with(List.of(stranger.cosign(note.text(), time))), witness);
    assertNotTaken(note.with(List.of(log.sign(note.text()))), witness);
    assertNotTaken(note.with(List.of(witness.cosign(never, time))), witness);
    assertNotTaken(new SignedNote(never, List.of(witness.cosign(never, time))), witness);
    assertNotTaken(new SignedNote(notYet, List.of(witness.cosign(notYet, time))), witness);
    assertNotTaken(note.with(List.of(witness.cosign(note.text(), time + 301))), witness);
    assertNotTaken(new SignedNote("x\n", List.of(witness.cosign("x\n", time))), witness);
    assertNotTaken(note.with(List.of(log.sign(note.text()))), log);
    assertThat(latest().note()).isEqualTo(note);
  }

  private void assertNotTaken(SignedNote note, NoteSigner known) {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                database.run(
                    em -> {
                      try {
                        RealmLog.read(em, REALM)
                            .orElseThrow()
                            .cosign(note, List.of(known.verifierKey()), NOW);
                      } catch (NoteException e) {
                        throw new IllegalStateException(e);
                      }
                    }));
  }

  @Test
  void manyWhoBeginTheSameLogBeginOne() throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<Long>> firsts = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        firsts.add(threads.submit(() -> locked(log -> log.append(entries(0, 7)))));
      }
      List<Long> indexes = new ArrayList<>();
      for (Future<Long> first : firsts) {
        indexes.add(first.get());
      }
      assertThat(indexes).doesNotHaveDuplicates().allMatch(i -> i % 7 == 0);
    } finally {
      threads.shutdownNow();
    }
    assertThat(size()).isEqualTo(60 * 7);
    assertThat(keys()).hasSize(1);
    assertThat(appendUpTo(0, 1, NOW).size()).isEqualTo(60 * 7);
  }

  @Test
  void logsOfRealmsAreApart() {
    appendUpTo(10, 10, NOW);
    database.run(
        em -> {
          LockedLog other = RealmLog.lock(em, "realm-2", () -> "idp.example/two", NOW);
          other.append(entries(50, 52));
          other.publish(NOW);
        });
    assertThat(latest().size()).isEqualTo(10);
    assertThat(logged(0).orElseThrow()).isEqualTo(entry(0));
    database.run(
        em -> {
          RealmLog other = RealmLog.read(em, "realm-2").orElseThrow();
          assertThat(other.size()).isEqualTo(2);
          assertThat(other.entry(0).orElseThrow()).isEqualTo(entry(50));
          assertThat(other.keys().get(0).key().name()).isEqualTo("idp.example/two");
        });
  }

  @Test
  void staleSessionSeesTheLogAsItIsWhenItGetsTheLock() {
    locked(log -> log.append(entries(0, 5)));
    database.run(
        em -> {
          em.find(RealmLogEntity.class, REALM);
          locked(log -> log.append(entries(5, 300)));
          LockedLog log = RealmLog.lock(em, REALM, () -> ORIGIN, NOW);
          assertThat(log.size()).isEqualTo(300);
          log.append(entries(300, 301));
          assertThat(log.publish(NOW).checkpoint().root()).isEqualTo(root(301));
        });
  }

  /** A tree over entries, beside the database. */
  private static final class TestTree {
    private final List<Hash> leaves = new ArrayList<>();

    void add(byte[] entry) {
      leaves.add(Hash.leaf(entry));
    }

    byte[] read(Tile tile) {
      byte[] hashes = new byte[tile.width() * 32];
      for (int i = 0; i < tile.width(); i++) {
        long span = 1L << (8 * tile.level());
        long from = (tile.index() * 256 + i) * span;
        System.arraycopy(root((int) from, (int) (from + span)).bytes(), 0, hashes, i * 32, 32);
      }
      return hashes;
    }

    Hash root() {
      return leaves.isEmpty() ? Hash.EMPTY_TREE : root(0, leaves.size());
    }

    private Hash root(int from, int to) {
      if (to - from == 1) {
        return leaves.get(from);
      }
      int split = from + Integer.highestOneBit(to - from - 1);
      return Hash.node(root(from, split), root(split, to));
    }
  }

  @Test
  void tiledTreeOverTheTableIsTheTree() {
    appendUpTo(777, 100, NOW);
    Hash root = read(log -> new TiledTree(700, t -> log.tile(t).orElseThrow()).root());
    assertThat(root).isEqualTo(root(700));
  }
}
