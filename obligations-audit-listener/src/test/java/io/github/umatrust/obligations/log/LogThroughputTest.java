package io.github.umatrust.obligations.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeping up: bounds far from what is measured, so that only a change of kind fails. */
class LogThroughputTest {

  private static final String REALM = "realm-1";
  private static final byte[] RECORD = {1};
  private static final int BATCH = 1_000;

  @Test
  void batchesOfAThousandAreAppendedFasterThanTokensAreIssued() {
    try (LogDatabase database = new LogDatabase()) {
      append(database, 20);
      long begin = System.nanoTime();
      append(database, 100);
      double perSecond = 100.0 * BATCH / ((System.nanoTime() - begin) / 1e9);
      assertThat(perSecond).as("entries per second").isGreaterThan(5_000);

      List<byte[]> entry = List.of(Hash.sha256(RECORD).bytes());
      long size = database.call(em -> RealmLog.lock(em, REALM, () -> "idp.example", 0).size());
      database.run(em -> RealmLog.lock(em, REALM, () -> "idp.example", 0).append(entry));
      database.run(em -> RealmLog.lock(em, REALM, () -> "idp.example", 0).publish(1));
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        begin = System.nanoTime();
        database.run(em -> RealmLog.read(em, REALM).orElseThrow().tlogProof(size, RECORD));
        nanos.add(System.nanoTime() - begin);
      }
      nanos.sort(null);
      assertThat(nanos.get(100)).as("median of a proof, ns").isLessThan(20_000_000L);
    }
  }

  private static void append(LogDatabase database, int batches) {
    for (int i = 0; i < batches; i++) {
      database.run(
          em -> {
            LockedLog log = RealmLog.lock(em, REALM, () -> "idp.example", 0);
            log.append(RealmLogTest.entries(log.size(), log.size() + BATCH));
            log.publish(0);
          });
    }
  }
}
