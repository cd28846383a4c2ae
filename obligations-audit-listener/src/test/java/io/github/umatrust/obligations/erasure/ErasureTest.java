package io.github.umatrust.obligations.erasure;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALBUM;
import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.BOB;
import static io.github.umatrust.obligations.erasure.LedgerFixture.OPERATOR;
import static io.github.umatrust.obligations.erasure.LedgerFixture.PRINT;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.evidence.Opening;
import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.Seals;
import io.github.umatrust.obligations.journal.Seals.Section;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.projection.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErasureTest {

  private static final long NOW = 1_000_000;
  private static final String PERMISSIONS =
      "[{\"resource_set_id\":\"set-1\",\"resource_set_name\":\"Alice's birthday\","
          + "\"owner\":\"alice-id\",\"scopes\":[\"view\"]}]";
  private static final List<String> OF_ALICE =
      List.of(
          "alice-id", "Alice", "session-alice", "set-1", "birthday", "refresh-p1", "refresh-p2");
  private static final List<String> OF_BOB =
      List.of(
          "bob-id",
          "Bob Brown",
          "session-bob",
          "accepted_by",
          "employer",
          "bobs-report",
          "a flaw of bob");

  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void close() {
    ledger.close();
  }

  private Erasure.Result erase(Party person, boolean force) {
    return new Erasure(ledger, REALM, OPERATOR).erase(person.id(), force, NOW);
  }

  /** Everything that the ledger can know of alice and bob. */
  private void recordAll() {
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(ledger.pat(100, "p1", null, 200L));
    entries.add(ledger.pat(150, "p2", "refresh-p1", 300L));
    for (Interaction interaction : Interaction.values()) {
      if (interaction != Interaction.PAT_ISSUED) {
        entries.add(ledger.ofBob(160, interaction, "rpt-1", ALICE, PERMISSIONS, 400L));
      }
    }
    entries.add(
        ledger.ofBob(
            170,
            Interaction.RPT_ISSUED,
            "rpt-2",
            null,
            "[{\"resource_set_id\":\"set-1\",\"resource_set_name\":\"Alice's birthday\","
                + "\"owner\":\"alice-id\"},{\"resource_set_id\":\"set-2\","
                + "\"resource_set_name\":\"Carol's cat\",\"owner\":\"carol-id\"}]",
            400L));
    for (Reach reach : reaches()) {
      entries.add(ledger.end(180, reach, EndReason.REVOKED));
    }
    ledger.record(entries.toArray(new JournalEntry[0]));
  }

  private static List<Reach> reaches() {
    return List.of(
        Reach.token("p2"),
        Reach.grant("session-alice", ALBUM.uuid(), false),
        Reach.grant("session-bob", PRINT.uuid(), true),
        Reach.session("session-alice", false),
        Reach.session("session-bob", true),
        Reach.consent("alice-id", ALBUM.uuid()),
        Reach.consent("bob-id", PRINT.uuid()),
        Reach.user("alice-id"),
        Reach.user("bob-id"),
        Reach.party("alice-id"),
        Reach.party("bob-id"),
        Reach.client(ALBUM.uuid()),
        Reach.realm(REALM),
        Reach.resourceSet("set-1"),
        Reach.permission("set-1", "bob-id"));
  }

  @Test
  void nothingOfThePersonIsLeftAndEverythingVerifies() {
    recordAll();
    List<byte[]> before = entries();
    assertThat(ledger.dump()).contains(OF_ALICE).contains(OF_BOB);

    assertThat(erase(ALICE, true)).isEqualTo(new Erasure.Done(18));

    assertThat(ledger.dump()).doesNotContain(OF_ALICE).contains(OF_BOB).contains("Carol's cat");
    assertThat(entries()).usingRecursiveComparison().isEqualTo(before);
    assertThat(ledger.finding()).isNull();

    erase(BOB, true);

    assertThat(ledger.dump()).doesNotContain(OF_ALICE).doesNotContain(OF_BOB);
    assertThat(ledger.dump()).contains("Carol's cat");
    ledger.sequence();
    assertThat(entries().subList(0, before.size())).usingRecursiveComparison().isEqualTo(before);
    assertThat(ledger.finding()).isNull();
  }

  private List<byte[]> entries() {
    return ledger.rows().stream().map(row -> RecordFormat.open(row).entry()).toList();
  }

  @ParameterizedTest
  @EnumSource(Interaction.class)
  void whatNamesThePersonCannotBeOpenedAnyMore(Interaction interaction) {
    JournalEntry entry =
        interaction == Interaction.PAT_ISSUED
            ? ledger.pat(100, "p1", "refresh-p0", 200L)
            : ledger.ofBob(100, interaction, "rpt", ALICE, PERMISSIONS, 200L);
    ledger.record(entry);
    Opening before = RecordFormat.open(ledger.rows().get(0));

    erase(ALICE, true);
    Opening withoutAlice = RecordFormat.open(ledger.rows().get(0));
    erase(BOB, true);
    Opening withoutBob = RecordFormat.open(ledger.rows().get(0));

    boolean ofAlice = interaction == Interaction.PAT_ISSUED;
    assertThat(before.disclosures().keySet())
        .isEqualTo(
            ofAlice
                ? Set.of(Section.GRANT, Section.AUTHORIZING_PARTY)
                : Set.of(
                    Section.GRANT,
                    Section.AUTHORIZING_PARTY,
                    Section.REQUESTING_PARTY,
                    Section.PERMISSIONS,
                    Section.STATEMENTS));
    assertThat(withoutAlice.disclosures().keySet())
        .isEqualTo(
            ofAlice
                ? Set.of()
                : Set.of(Section.GRANT, Section.REQUESTING_PARTY, Section.STATEMENTS));
    assertThat(withoutBob.disclosures()).isEmpty();
    assertThat(withoutAlice.entry()).isEqualTo(before.entry());
    assertThat(withoutBob.entry()).isEqualTo(before.entry());
    assertThat(withoutBob.record()).isEqualTo(before.record());
  }

  @Test
  void everyKindOfEndIsClosedWhereItNamesThePerson() {
    for (Reach reach : reaches()) {
      ledger.record(ledger.end(100, reach, EndReason.LOGOUT));
    }
    // so that the sessions and the resource set are known to be theirs
    ledger.record(
        ledger.pat(90, "p1", null, 95L),
        ledger.ofBob(90, Interaction.AUTHORIZATION_GRANTED, "rpt", ALICE, PERMISSIONS, 95L));

    erase(ALICE, true);
    erase(BOB, true);

    for (JournalEntry row : ledger.rows()) {
      if (row.interaction() != null || row.end() == null) {
        continue;
      }
      Seals.Seal seal = row.stored() == null ? null : row.stored().seals().of(Section.END);
      boolean named =
          !List.of(Reach.token("p2"), Reach.client(ALBUM.uuid()), Reach.realm(REALM))
              .contains(row.end().reach());
      assertThat(seal instanceof Seals.Digest).as(row.end().toString()).isEqualTo(named);
      assertThat(row.end().reach().subject().contains("erased-")).isEqualTo(named);
    }
  }

  @Test
  void rowsThatBelongTogetherStillDo() {
    recordAll();
    List<Period> before = ledger.periods();

    erase(ALICE, true);
    erase(BOB, true);

    assertThat(ledger.periods())
        .extracting(p -> p.id() + p.since() + p.ending() + p.renewals() + p.lastEntryId())
        .isEqualTo(
            before.stream()
                .map(p -> p.id() + p.since() + p.ending() + p.renewals() + p.lastEntryId())
                .toList());
    Period pat = ledger.periods().get(0);
    JournalEntry row = ledger.rows().get(0);
    assertThat(pat.grant()).isEqualTo(row.grant());
    assertThat(pat.parties()).isEqualTo(row.parties());
    assertThat(pat.lineage())
        .isEqualTo(row.grant().lineage().map(Reach::key).orElseThrow())
        .contains("erased-");
    assertThat(row.reachedBy())
        .containsAll(
            ledger.rows().stream()
                .filter(r -> r.end() != null && r.interaction() == null)
                .map(r -> r.end().reach())
                .filter(
                    r ->
                        r.kind() == Reach.Kind.SESSION
                            && r.subject().equals(row.grant().sessionId()))
                .map(Reach::key)
                .toList())
        .anyMatch(key -> key.startsWith("session:erased-"));
  }

  @Test
  void anEndThatWasThereStillEndsWhatItEndedWhenAnotherComes() {
    ledger.record(
        ledger.pat(100, "p1", null, null),
        ledger.end(200, Reach.session("session-alice", false), EndReason.LOGOUT));
    erase(ALICE, false);
    assertThat(ledger.periods().get(0).ending().time()).isEqualTo(200);

    // found late, dated before: the period is looked at again
    ledger.record(ledger.end(190, Reach.client(ALBUM.uuid()), EndReason.CLIENT_DISABLED));
    assertThat(ledger.periods().get(0).ending().time()).isEqualTo(190);
    ledger.record(ledger.end(180, Reach.client("other"), EndReason.CLIENT_DISABLED));
    assertThat(ledger.periods().get(0).ending().time()).isEqualTo(190);
  }

  @Test
  void whileObligationsAreInForceItHasToBeForced() {
    ledger.record(ledger.pat(100, "p1", null, NOW + 1));

    assertThat(erase(ALICE, false)).isEqualTo(new Erasure.InForce());
    assertThat(ledger.dump()).contains("Alice Adams");

    assertThat(erase(ALICE, true)).isEqualTo(new Erasure.Done(1));
    assertThat(ledger.dump()).doesNotContain("Alice Adams");
  }

  @Test
  void theLogSaysThatItHappenedAndNotWhom() {
    recordAll();
    erase(ALICE, true);
    ledger.sequence();

    JournalEntry notice = ledger.rows().get(ledger.rows().size() - 1);

    JsonNode says = notice.details().notice();
    assertThat(says).isEqualTo(LedgerFixture.json("{\"erasure\":{\"entries\":18}}"));
    assertThat(RecordFormat.open(notice).record().path("notice"))
        .hasToString("{\"erasure\":{\"entries\":18}}");
    assertThat(ledger.dump()).doesNotContain(OF_ALICE);
  }

  @Test
  void itCanBeRepeatedForWhatCameLater() {
    ledger.record(ledger.pat(100, "p1", null, 200L));
    erase(ALICE, false);
    ledger.record(ledger.pat(300, "p2", null, 400L));

    assertThat(erase(ALICE, false)).isEqualTo(new Erasure.Done(1));
    assertThat(ledger.dump()).doesNotContain(OF_ALICE);
    assertThat(erase(ALICE, false)).isEqualTo(new Erasure.Done(0));
    List<JournalEntry> rows = ledger.rows();
    assertThat(rows.get(0).grant().userId()).isNotEqualTo(rows.get(2).grant().userId());
  }

  @Test
  void whatWasInterruptedGoesOnWithTheSamePseudonyms() {
    for (int i = 0; i < 450; i++) {
      ledger.record(ledger.pat(100 + i, "p" + i, null, 600L));
    }
    int[] left = {9};
    Erasure interrupted =
        new Erasure(
            new Transactions() {
              @Override
              public <T> T call(
                  java.util.function.Function<jakarta.persistence.EntityManager, T> work) {
                if (left[0]-- == 0) {
                  throw new IllegalStateException("interrupted");
                }
                return ledger.call(work);
              }
            },
            REALM,
            OPERATOR);
    try {
      interrupted.erase(ALICE.id(), false, NOW);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("interrupted");
    }

    assertThat(erase(ALICE, false)).isEqualTo(new Erasure.Done(450));
    assertThat(ledger.rows())
        .filteredOn(row -> row.token() != null)
        .extracting(row -> row.grant().userId())
        .hasSize(450)
        .containsOnly(ledger.rows().get(0).grant().userId());
    assertThat(ledger.dump()).doesNotContain("alice");
    assertThat(ledger.finding()).isNull();
  }

  @Test
  void somebodyWhomTheLedgerDoesNotKnowIsErasedAlready() {
    ledger.record(ledger.pat(100, "p1", null, 200L));
    assertThat(erase(BOB, false)).isEqualTo(new Erasure.Done(0));
    assertThat(ledger.rows()).hasSize(1);
  }
}
