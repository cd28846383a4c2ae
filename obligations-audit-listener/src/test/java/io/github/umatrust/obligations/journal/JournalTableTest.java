package io.github.umatrust.obligations.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows are written by statements and read as entities, which must agree. */
class JournalTableTest {

  private static final String ID = "01970000-0000-7000-8000-000000000001";

  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void close() {
    ledger.close();
  }

  private static JournalEntry whole() {
    return new JournalEntry(
        ID,
        LedgerFixture.REALM,
        42,
        41,
        Interaction.AUTHORIZATION_GRANTED,
        new TokenRef(TokenKind.RPT, "token", "refresh", "before"),
        "ticket",
        new Grant("session", true, "user", new ClientRef("c1", "print", "Print Ltd.")),
        new Parties(
            Party.organisation(LedgerFixture.REALM, "Realm"),
            Party.organisation("c2", "Album Ltd."),
            Party.user("u1", "alice"),
            Party.unknown("u2")),
        new ClientRef("c2", "album", "Album Ltd."),
        99L,
        199L,
        true,
        true,
        new End(Reach.ticket("ticket"), EndReason.GRANTED, 40L),
        new EntryDetails(
            List.of("a", "b"),
            List.of("album"),
            TextNode.valueOf("p"),
            "pat",
            TextNode.valueOf("t"),
            List.of("c"),
            TextNode.valueOf("r"),
            TextNode.valueOf("n"),
            List.of("f")),
        null);
  }

  @Test
  void whatIsWrittenIsRead() {
    JournalEntry entry = whole();
    assertThat(written(entry)).usingRecursiveComparison().ignoringFields("stored").isEqualTo(entry);
  }

  @Test
  void whatIsNotThereStaysAway() {
    JournalEntry entry =
        JournalEntry.ofNotice(
            ID,
            LedgerFixture.REALM,
            42,
            Party.organisation(LedgerFixture.REALM, "Realm"),
            TextNode.valueOf("n"));
    assertThat(written(entry)).usingRecursiveComparison().ignoringFields("stored").isEqualTo(entry);
  }

  @Test
  void aRowGetsItsPlaceOnce() {
    written(whole());
    List<JournalEntry> rows =
        ledger.call(em -> new Journal(em, LedgerFixture.REALM).unsequenced(10));
    assertThat(rows).hasSize(1);
    ledger.call(
        em -> {
          new Journal(em, LedgerFixture.REALM).place(rows, 7, Map.of(ID, "period"));
          return true;
        });
    JournalEntry.Stored stored =
        requireNonNull(
            ledger
                .call(em -> new Journal(em, LedgerFixture.REALM).entries(List.of(ID)))
                .get(0)
                .stored());
    assertThat(stored.leafIndex()).isEqualTo(7);
    assertThat(stored.periodId()).isEqualTo("period");
    List<JournalEntry> left =
        ledger.call(em -> new Journal(em, LedgerFixture.REALM).unsequenced(10));
    assertThat(left).isEmpty();
    assertThatThrownBy(
            () ->
                ledger.call(
                    em -> {
                      new Journal(em, LedgerFixture.REALM).place(rows, 8, Map.of());
                      return true;
                    }))
        .isInstanceOf(IllegalStateException.class);
  }

  private JournalEntry written(JournalEntry entry) {
    ledger.call(
        em -> {
          new Journal(em, LedgerFixture.REALM).add(entry);
          return true;
        });
    return ledger
        .call(em -> new Journal(em, LedgerFixture.REALM).entries(List.of(entry.id())))
        .get(0);
  }
}
