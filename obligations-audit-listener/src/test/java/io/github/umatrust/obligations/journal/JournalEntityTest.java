package io.github.umatrust.obligations.journal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalEntityTest {

  private static final ClientRef CLIENT = new ClientRef("c1", "print", "Print Ltd.");
  private static final ClientRef SERVER = new ClientRef("c2", "album", "Album Ltd.");

  private static JournalEntry entry(TokenRef token, ClientRef client, EntryDetails details) {
    return new JournalEntry(
        "0197",
        "r",
        42,
        41,
        Interaction.AUTHORIZATION_GRANTED,
        token,
        "ticket",
        new Grant("s", true, "u", client),
        new Parties(
            Party.organisation("r", "Realm"),
            Party.organisation("c2", "Album Ltd."),
            Party.user("u1", "alice"),
            Party.unknown("u2")),
        SERVER,
        99L,
        199L,
        true,
        true,
        new End(Reach.ticket("ticket"), EndReason.GRANTED, 40L),
        details,
        null);
  }

  @Test
  void entrySurvivesTheTable() {
    JournalEntry entry =
        entry(
            new TokenRef(TokenKind.RPT, "t", "refresh", "before"),
            CLIENT,
            new EntryDetails(
                List.of("a", "b"),
                List.of("album"),
                TextNode.valueOf("p"),
                "pat",
                TextNode.valueOf("t"),
                List.of("c"),
                TextNode.valueOf("r"),
                TextNode.valueOf("n"),
                List.of("f")));

    assertThat(JournalEntity.of(entry).toEntry())
        .usingRecursiveComparison()
        .ignoringFields("stored")
        .isEqualTo(entry);
  }

  @Test
  void nothingTooLongKeepsAnEntryOut() {
    String huge = "ü\uD83D\uDE00".repeat(5000);
    JournalEntry entry =
        entry(
            new TokenRef(TokenKind.RPT, huge, huge, huge),
            new ClientRef(huge, huge, huge),
            EntryDetails.ofToken(List.of(huge), List.of(), null));

    JournalEntry stored = JournalEntity.of(entry).toEntry();

    assertThat(requireNonNull(stored.token()).id()).hasSizeLessThanOrEqualTo(Bounded.ID);
    assertThat(requireNonNull(stored.grant().client()).operator())
        .hasSizeLessThanOrEqualTo(Bounded.ID);
    assertThat(stored.details().scopes()).containsExactly(huge);
  }

  @Test
  void detailsThatAreNotJsonAreAFlaw() {
    assertThat(EntryDetails.fromJson("{").flaws()).hasSize(1);
    assertThat(EntryDetails.fromJson(null)).isEqualTo(EntryDetails.none());
  }
}
