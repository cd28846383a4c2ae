package io.github.umatrust.obligations.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.log.LogAudit.Finding;
import io.github.umatrust.obligations.log.LogAudit.Report;
import io.github.umatrust.obligations.merkle.Hash;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LogAuditTest {

  private static final String REALM = "realm-1";
  private static final int SIZE = 70_000;

  private static @Nullable LogDatabase shared;

  private final Map<Long, byte[]> changedRecords = new HashMap<>();
  private long missingRecord = -1;
  private @Nullable LogDatabase own;

  @BeforeAll
  static void setUpAll() {
    shared = new LogDatabase();
    fill(shared, SIZE, 10_000);
  }

  @AfterAll
  static void tearDownAll() {
    if (shared != null) {
      shared.close();
    }
  }

  @AfterEach
  void tearDown() {
    if (own != null) {
      own.close();
    }
  }

  private LogDatabase small() {
    LogDatabase database = own == null ? new LogDatabase() : own;
    if (own == null) {
      own = database;
      fill(database, 1_000, 100);
    }
    return database;
  }

  private static void fill(LogDatabase database, long size, int batch) {
    database.run(em -> RealmLog.lock(em, REALM, () -> "idp.example", 0));
    for (long from = 0; from < size; from += batch) {
      long first = from;
      write(
          database,
          log -> {
            log.append(RealmLogTest.entries(first, first + batch));
            log.publish(first);
          });
    }
  }

  private static void write(LogDatabase database, Consumer<LockedLog> work) {
    database.run(em -> work.accept(RealmLog.lock(em, REALM, () -> "idp.example", 0)));
  }

  private Map<Long, byte[]> records(EntityManager entityManager, long first, int count) {
    assertThat(entityManager.isOpen()).isTrue();
    Map<Long, byte[]> records = new HashMap<>();
    for (long i = first; i < first + count; i++) {
      if (i != missingRecord) {
        records.put(i, changedRecords.getOrDefault(i, RealmLogTest.committed(i)));
      }
    }
    return records;
  }

  private Report audit(LogDatabase database) {
    return LogAudit.run(
        new Transactions() {
          @Override
          public <T> T call(Function<EntityManager, T> work) {
            return database.call(work);
          }
        },
        REALM,
        this::records);
  }

  private Finding found() {
    Report report = audit(small());
    assertThat(report.verifies()).isFalse();
    Finding finding = report.finding();
    if (finding == null) {
      throw new AssertionError("nothing found");
    }
    return finding;
  }

  @Test
  void wholeLogVerifies() {
    Report report = audit(small());
    assertThat(report.finding()).isNull();
    assertThat(report.size()).isEqualTo(1_000);
    assertThat(report.checkpoints()).isEqualTo(11);
  }

  @Test
  void logOfSeveralLevelsVerifies() {
    if (shared == null) {
      throw new AssertionError();
    }
    assertThat(audit(shared)).isEqualTo(new Report(SIZE, 0, 8, null));
    changedRecords.put(69_999L, new byte[] {1});
    assertThat(audit(shared).finding())
        .isEqualTo(
            new Finding(
                69_999L, "tile/entries/273.p/112", "the record is not the one of the entry"));
  }

  @Test
  void realmWithoutALogHasNothingToFind() {
    own = new LogDatabase();
    assertThat(audit(own)).isEqualTo(new Report(0, 0, 0, null));
  }

  @Test
  void entriesThatAreNotPublishedAreReadToo() {
    write(small(), log -> log.append(RealmLogTest.entries(1_000, 1_010)));
    assertThat(audit(small())).isEqualTo(new Report(1_010, 0, 11, null));
    changedRecords.put(1_009L, new byte[] {1});
    assertThat(found().index()).isEqualTo(1_009);
  }

  @Test
  void changedRecordIsFound() {
    changedRecords.put(777L, RealmLogTest.committed(778));
    changedRecords.put(900L, RealmLogTest.committed(0));
    assertThat(found().index()).isEqualTo(777);
    assertThat(found().where()).isEqualTo("tile/entries/003.p/232");
  }

  @Test
  void missingRecordIsFound() {
    missingRecord = 256;
    assertThat(found())
        .isEqualTo(new Finding(256L, "tile/entries/001", "the record of the entry is not there"));
  }

  /** Whoever changes record and entry alike is betrayed by the tree. */
  @Test
  void changedEntryIsFound() {
    changedRecords.put(300L, RealmLogTest.committed(5));
    overwrite(-1, 1, 300 % 256, RealmLogTest.entry(5));
    assertThat(found())
        .isEqualTo(
            new Finding(300L, "tile/0/001", "a hash of tile/0/001 is not the one of the entry"));
  }

  /** And so is who changes the lowest level of tiles as well. */
  @Test
  void changedLeafIsFoundByTheLevelAbove() {
    changedRecords.put(300L, RealmLogTest.committed(5));
    overwrite(-1, 1, 300 % 256, RealmLogTest.entry(5));
    overwrite(0, 1, 300 % 256, Hash.leaf(RealmLogTest.entry(5)).bytes());
    assertThat(found())
        .isEqualTo(
            new Finding(
                256L,
                "tile/1/000.p/3",
                "a hash of tile/1/000.p/3 is not the one of the tile below"));
  }

  /** Who changes everything up to the root is betrayed by the signed checkpoint. */
  @Test
  void changedTreeIsFoundByItsCheckpoint() {
    changedRecords.put(990L, RealmLogTest.committed(5));
    overwrite(-1, 3, 990 % 256, RealmLogTest.entry(5));
    overwrite(0, 3, 990 % 256, Hash.leaf(RealmLogTest.entry(5)).bytes());
    assertThat(found())
        .isEqualTo(new Finding(null, "checkpoint/1000", "its root is not the one of the tree"));
  }

  @Test
  void changedCheckpointIsFound() {
    small()
        .tamper(
            "update UT_OBLIGATION_CHECKPOINT set NOTE = replace(NOTE, 'idp.example',"
                + " 'idp.exampel') where TREE_SIZE = 300");
    assertThat(found().where()).isEqualTo("checkpoint/300");
  }

  @Test
  void checkpointOfAnotherSizeIsFound() {
    small()
        .tamper(
            "update UT_OBLIGATION_CHECKPOINT set NOTE = (select NOTE from"
                + " UT_OBLIGATION_CHECKPOINT where TREE_SIZE = 200) where TREE_SIZE = 300");
    assertThat(found())
        .isEqualTo(new Finding(null, "checkpoint/300", "it is of another log, or of another size"));
  }

  @Test
  void checkpointSignedByAKeyOutOfUseIsFound() {
    small().tamper("update UT_OBLIGATION_KEY set LAST_SIZE = 500");
    assertThat(found().where()).isEqualTo("checkpoint/600");
  }

  @Test
  void missingRowsAreFound() {
    small().tamper("delete from UT_OBLIGATION_CHECKPOINT where TREE_SIZE = 1000");
    assertThat(found().where()).isEqualTo("checkpoint/1000");
    small().tamper("delete from UT_OBLIGATION_TILE where TILE_LEVEL = 1");
    assertThat(found()).isEqualTo(new Finding(0L, "tile/1/000.p/3", "there is no tile/1/000.p/3"));
    small().tamper("delete from UT_OBLIGATION_TILE where TILE_LEVEL = 0 and TILE_INDEX = 2");
    assertThat(found()).isEqualTo(new Finding(512L, "tile/0/002", "there is no tile/0/002"));
    small().tamper("delete from UT_OBLIGATION_TILE where TILE_LEVEL = -1 and TILE_INDEX = 0");
    assertThat(found())
        .isEqualTo(new Finding(0L, "tile/entries/000", "there is no tile/entries/000"));
  }

  @Test
  void cutLogIsFound() {
    small().tamper("update UT_OBLIGATION_LOG set TREE_SIZE = 990");
    assertThat(found())
        .isEqualTo(new Finding(990L, "checkpoint/1000", "entries of it are not there"));
  }

  @Test
  void prunedLogVerifiesWhatItHas() {
    write(small(), log -> log.prune(512));
    missingRecord = 17;
    assertThat(audit(small())).isEqualTo(new Report(1_000, 512, 11, null));
    missingRecord = 512;
    assertThat(found().index()).isEqualTo(512);
  }

  @Test
  void rotatedKeysVerify() {
    write(small(), log -> log.rotateKey(5));
    write(small(), log -> log.append(RealmLogTest.entries(1_000, 1_001)));
    write(small(), log -> log.publish(6));
    write(small(), log -> log.append(RealmLogTest.entries(1_001, 1_002)));
    write(small(), log -> log.publish(7));
    assertThat(audit(small())).isEqualTo(new Report(1_002, 0, 13, null));
  }

  private void overwrite(int level, long index, int position, byte[] hash) {
    small()
        .run(
            em -> {
              byte[] hashes =
                  em.createQuery(
                          "select t.hashes from LogTileEntity t where t.tileLevel = :l"
                              + " and t.tileIndex = :i",
                          byte[].class)
                      .setParameter("l", level)
                      .setParameter("i", index)
                      .getSingleResult();
              System.arraycopy(hash, 0, hashes, position * 32, 32);
              em.createQuery(
                      "update LogTileEntity t set t.hashes = :h where t.tileLevel = :l"
                          + " and t.tileIndex = :i")
                  .setParameter("h", hashes)
                  .setParameter("l", level)
                  .setParameter("i", index)
                  .executeUpdate();
            });
  }
}
