package io.github.umatrust.obligations.log;

import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.erasure.LedgerFixture;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What all nodes know of a realm beside its log. */
class RealmLogMomentsTest {

  private final LedgerFixture ledger = new LedgerFixture();

  @BeforeEach
  void begin() {
    ledger.record(ledger.pat(1000, "first", null, null));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void reconcile(long at) {
    ledger.call(
        em -> {
          RealmLog.reconciled(em, REALM, at);
          return true;
        });
  }

  private Map<String, Long> reconciled() {
    return ledger.call(RealmLog::reconciled);
  }

  private void remove(@Nullable Long days) {
    ledger.call(
        em -> {
          RealmLog.removed(em, REALM, days);
          return true;
        });
  }

  @Test
  void beforeTheFirstPassThereIsOnlyWhenTheLogBegan() {
    assertThat(reconciled()).isEmpty();
    assertThat(ledger.<Map<String, Long>>call(RealmLog::begun)).isEqualTo(Map.of(REALM, 1L));
  }

  @Test
  void theLatestPassCountsWhicheverNodeTellsOfItLast() {
    reconcile(5000);
    reconcile(4000);

    assertThat(reconciled()).isEqualTo(Map.of(REALM, 5000L));
  }

  @Test
  void whoeverWritesTheLogLeavesThemAlone() {
    reconcile(5000);
    remove(30L);

    ledger.record(ledger.pat(6000, "second", null, null));

    assertThat(reconciled()).isEqualTo(Map.of(REALM, 5000L));
    assertThat(ledger.<Map<String, Integer>>call(RealmLog::removed)).isEqualTo(Map.of(REALM, 30));
  }

  @Test
  void aRealmThatKeepsItsLedgerForEverIsNoneToForget() {
    remove(30L);
    remove(null);

    assertThat(ledger.<Map<String, Integer>>call(RealmLog::removed)).isEmpty();
  }
}
