package io.github.umatrust.obligations.retention;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALBUM;
import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.OPERATOR;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.projection.Period;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final long HORIZON = 1_000_000;
  private static final long NOW = 2_000_000;

  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void close() {
    ledger.close();
  }

  private Retention.Outcome forget() {
    return new Retention(ledger, REALM, OPERATOR).forgetBefore(HORIZON, NOW);
  }

  /** Old PATs that expired long ago. */
  private void fill(int count, long at) {
    JournalEntry[] entries = new JournalEntry[count];
    for (int i = 0; i < count; i++) {
      entries[i] = ledger.pat(at + i, "filler-" + at + "-" + i, null, at + i + 10);
    }
    ledger.record(entries);
  }

  @Test
  void wholeTilesOfOldEntriesGo() {
    fill(600, 1000);
    fill(50, HORIZON);

    Retention.Outcome outcome = forget();

    assertThat(outcome).isEqualTo(new Retention.Outcome(512, 512, 512));
    assertThat(ledger.rows()).hasSize(138);
    assertThat(ledger.periods()).hasSize(138);
    ledger.sequence();
    assertThat(ledger.finding()).isNull();
    JournalEntry notice = ledger.rows().get(138);
    assertThat(notice.details().notice())
        .isEqualTo(LedgerFixture.json("{\"pruning\":{\"minimum_index\":512}}"));
    RealmLog log = ledger.call(em -> RealmLog.read(em, REALM).orElseThrow());
    assertThat(log.minIndex()).isEqualTo(512);
    JournalEntry kept = ledger.rows().get(0);
    boolean provable =
        ledger.call(
            em ->
                RealmLog.read(em, REALM)
                    .orElseThrow()
                    .tlogProof(512, RecordFormat.open(kept).committed())
                    .isPresent());
    assertThat(provable).isTrue();
  }

  @Test
  void thereIsNothingToDoTwice() {
    fill(300, 1000);
    forget();
    ledger.sequence();
    int rows = ledger.rows().size();

    assertThat(forget()).isEqualTo(new Retention.Outcome(256, 0, 0));
    ledger.sequence();
    assertThat(ledger.rows()).hasSize(rows);
  }

  @Test
  void anEntryThatIsYoungHoldsItsTile() {
    fill(100, 1000);
    fill(1, HORIZON);
    fill(300, 2000);

    assertThat(forget()).isEqualTo(new Retention.Outcome(0, 0, 0));
    assertThat(ledger.rows()).hasSize(401);
  }

  @Test
  void whatIsInForceStaysAndStillEnds() {
    ledger.record(
        ledger.pat(1000, "old", null, 3500L), ledger.pat(3000, "renewed", "refresh-old", null));
    fill(298, 4000);

    forget();

    Period period =
        ledger.periods().stream().filter(p -> p.since() == 1000).findFirst().orElseThrow();
    assertThat(period.ending().time()).isNull();
    assertThat(period.renewals()).isEqualTo(1);
    assertThat(ledger.rows())
        .filteredOn(row -> row.token() != null && row.recordedAt() < 4000)
        .extracting(row -> Objects.requireNonNull(row.token()).id())
        .containsExactly("renewed");

    ledger.record(ledger.end(NOW + 1, Reach.session("session-alice", false), EndReason.LOGOUT));
    assertThat(ledger.periods().stream().filter(p -> p.since() == 1000).map(p -> p.ending().time()))
        .containsExactly(NOW + 1);
  }

  @Test
  void whatWasInForceAfterTheHorizonStays() {
    ledger.record(ledger.pat(1000, "long", null, HORIZON + 1));
    fill(299, 4000);

    forget();

    assertThat(ledger.periods().stream().map(Period::since)).contains(1000L);
    assertThat(ledger.rows().stream().filter(r -> r.recordedAt() == 1000)).hasSize(1);
  }

  @Test
  void theFirstHalfOfAnEndStaysUntilTheSecondComes() {
    ledger.record(
        ledger.ofBob(
            1000,
            Interaction.AUTHORIZATION_GRANTED,
            "rpt",
            ALICE,
            "[{\"resource_set_id\":\"one\"},{\"resource_set_id\":\"two\"}]",
            2000L),
        ledger.end(1500, Reach.resourceSet("one"), EndReason.RESOURCE_SET_REMOVED),
        ledger.end(1500, Reach.resourceSet("other"), EndReason.RESOURCE_SET_REMOVED));
    fill(297, 4000);

    forget();

    assertThat(ledger.rows())
        .filteredOn(row -> row.end() != null)
        .extracting(row -> Objects.requireNonNull(row.end()).reach().subject())
        .containsExactly("one");
    ledger.record(ledger.end(NOW + 1, Reach.resourceSet("two"), EndReason.RESOURCE_SET_REMOVED));
    assertThat(ledger.periods().get(0).ending().time()).isEqualTo(NOW + 1);
  }

  @Test
  void aRefreshContinuesWhatBeganLongAgo() {
    JournalEntry first = ledger.pat(1000, "old", null, null);
    ledger.record(first);
    fill(299, 4000);
    forget();

    ledger.record(ledger.pat(NOW + 5, "new", "refresh-old", NOW + 100));

    Period period =
        ledger.periods().stream().filter(p -> p.since() == 1000).findFirst().orElseThrow();
    assertThat(period.renewals()).isEqualTo(1);
    assertThat(period.tokenId()).isEqualTo("new");
    assertThat(period.grant().client()).isEqualTo(ALBUM);
  }

  private boolean delete() {
    return new Retention(ledger, REALM, OPERATOR).deleteBefore(HORIZON, NOW);
  }

  @Test
  void nothingIsLeftOfARemovedRealmOnceItsRemovalIsOld() {
    fill(300, 1000);
    ledger.record(
        ledger.ofBob(
            5000,
            Interaction.ACCESS_REPORTED,
            "rpt",
            ALICE,
            "[{\"resource_set_id\":\"one\"}]",
            null),
        ledger.end(HORIZON - 1, Reach.realm(REALM), EndReason.REALM_REMOVED));
    forget();
    ledger.sequence(); // of the pruning, which is a young entry
    assertThat(ledger.dump()).contains("alice-id", "bob-id");

    assertThat(delete()).isTrue();

    assertThat(ledger.dump()).isEmpty();
    for (String table : new String[] {"TILE", "CHECKPOINT", "COSIGNATURE", "KEY"}) {
      assertThat(
              ledger
                  .<Object>call(
                      em ->
                          em.createNativeQuery("select count(*) from UT_OBLIGATION_" + table)
                              .getSingleResult())
                  .toString())
          .as(table)
          .isEqualTo("0");
    }
  }

  @Test
  void aRemovedRealmIsKeptAsLongAsItKeptItsLedger() {
    fill(10, 1000);
    ledger.record(ledger.end(HORIZON, Reach.realm(REALM), EndReason.REALM_REMOVED));
    String before = ledger.dump();

    assertThat(delete()).isFalse();

    assertThat(ledger.dump()).isEqualTo(before);
    assertThat(ledger.finding()).isNull();
  }

  @Test
  void anEmptyLedgerForgetsNothing() {
    assertThat(forget()).isEqualTo(new Retention.Outcome(0, 0, 0));
  }
}
