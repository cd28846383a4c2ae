package io.github.umatrust.obligations.admin;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.admin.EntryRepresentation.Link;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import io.github.umatrust.obligations.journal.JournalEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntryLinksTest {

  private static final int TIMES = 150;

  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void close() {
    ledger.close();
  }

  private JournalEntry of(long at, Interaction interaction) {
    return ledger.ofBob(at, interaction, "rpt", ALICE, "[]", 100_000L);
  }

  /** From claims and grant to the first access, then many introspections, and another access. */
  private List<JournalEntry> introspectedManyTimes() {
    List<JournalEntry> entries = new ArrayList<>();
    entries.add(of(100, Interaction.CLAIMS_SUPPLIED));
    entries.add(of(101, Interaction.AUTHORIZATION_GRANTED));
    entries.add(of(102, Interaction.RPT_ISSUED));
    for (int i = 0; i < TIMES; i++) {
      entries.add(of(200 + i, Interaction.RPT_INTROSPECTED));
    }
    entries.add(of(1000, Interaction.ACCESS_REPORTED));
    for (int i = 0; i < TIMES; i++) {
      entries.add(of(1001 + i, Interaction.RPT_INTROSPECTED));
    }
    ledger.record(entries.toArray(new JournalEntry[0]));
    return entries;
  }

  private static List<String> interactions(List<Link> links) {
    return links.stream().map(link -> Objects.requireNonNull(link.interaction())).toList();
  }

  @Test
  void oneCanWalkBackHoweverOftenATokenWasIntrospected() {
    List<JournalEntry> entries = introspectedManyTimes();
    for (int entry : List.of(3 + TIMES, entries.size() - 1)) {
      List<Link> links =
          ledger.call(
              entityManager ->
                  new EntryLinks(entityManager, REALM).followedFrom(entries.get(entry)));

      assertThat(links).hasSize(EntryLinks.MAX);
      assertThat(interactions(links))
          .contains("claims_supplied", "authorization_granted", "rpt_issued", "rpt_introspected");
      assertThat(links).isSortedAccordingTo(Comparator.comparingLong(Link::recordedAt).reversed());
      assertThat(links.get(0).id())
          .as("what came just before")
          .isEqualTo(entries.get(entry - 1).id());
    }
  }

  @Test
  void whatCameLaterIsNotWhatItFollowedFrom() {
    List<JournalEntry> entries = introspectedManyTimes();

    List<Link> before =
        ledger.call(
            entityManager -> new EntryLinks(entityManager, REALM).followedFrom(entries.get(2)));
    List<Link> after =
        ledger.call(
            entityManager -> new EntryLinks(entityManager, REALM).followedBy(entries.get(1)));

    assertThat(interactions(before)).containsExactly("authorization_granted", "claims_supplied");
    assertThat(interactions(after)).contains("rpt_issued").doesNotContain("claims_supplied");
    assertThat(after).hasSize(EntryLinks.MAX);
  }
}
