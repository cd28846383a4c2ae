package io.github.umatrust.obligations.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroupingTest {

  private static final ClientRef ALBUM = new ClientRef("album-uuid", "album", "Album Ltd.");
  private static final ClientRef PRINT = new ClientRef("print-uuid", "print", "Print Ltd.");
  private static final Parties PARTIES =
      new Parties(
          Party.organisation("r", "Realm"),
          Party.organisation("album-uuid", "Album Ltd."),
          Party.user("alice-id", "alice"),
          Party.user("bob-id", "bob"));

  private static final Grant OF_A_SESSION = new Grant("s", false, "bob-id", PRINT);
  private static final Grant OF_AN_OFFLINE_SESSION = new Grant("s", true, "bob-id", PRINT);
  private static final Grant OF_A_CLIENT_ALONE = new Grant(null, false, "print-user", PRINT);

  static Stream<Arguments> rows() {
    return Stream.of(
        Arguments.of(Interaction.PAT_ISSUED, TokenKind.PAT, OF_A_SESSION, "grant:s/print-uuid"),
        Arguments.of(Interaction.AAT_ISSUED, TokenKind.AAT, OF_A_SESSION, "grant:s/print-uuid"),
        Arguments.of(Interaction.RPT_ISSUED, TokenKind.RPT, OF_A_SESSION, "grant:s/print-uuid"),
        Arguments.of(
            Interaction.PAT_ISSUED,
            TokenKind.PAT,
            OF_AN_OFFLINE_SESSION,
            "offline_grant:s/print-uuid"),
        Arguments.of(
            Interaction.AUTHORIZATION_GRANTED, TokenKind.RPT, OF_A_SESSION, "grant:s/print-uuid"),
        Arguments.of(Interaction.PAT_ISSUED, TokenKind.PAT, OF_A_CLIENT_ALONE, null),
        Arguments.of(Interaction.RPT_ISSUED, TokenKind.RPT, OF_A_CLIENT_ALONE, null),
        Arguments.of(
            Interaction.PERMISSION_REGISTERED, TokenKind.PERMISSION_TICKET, OF_A_SESSION, null),
        Arguments.of(Interaction.CLAIMS_SUPPLIED, TokenKind.PERMISSION_TICKET, OF_A_SESSION, null),
        Arguments.of(
            Interaction.RPT_INTROSPECTED, TokenKind.RPT, OF_A_SESSION, "token:t@album-uuid"),
        Arguments.of(
            Interaction.RPT_INTROSPECTED, TokenKind.RPT, OF_A_CLIENT_ALONE, "token:t@album-uuid"),
        Arguments.of(
            Interaction.ACCESS_REPORTED, TokenKind.RPT, OF_A_SESSION, "token:t@album-uuid[one]"),
        Arguments.of(Interaction.ACCESS_ANSWERED, TokenKind.RPT, OF_A_SESSION, null));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onlyWhatCanBeContinuedHasALineage(
      Interaction interaction, TokenKind kind, Grant grant, @Nullable String lineage) {
    assertThat(Grouping.lineage(row(interaction, TokenRef.of(kind, "t"), grant)))
        .isEqualTo(lineage);
  }

  @Test
  void whatIsAboutNoTokenHasNoLineage() {
    assertThat(Grouping.lineage(row(Interaction.RPT_INTROSPECTED, null, OF_A_SESSION))).isNull();
  }

  @Test
  void hugeIdsFitTheColumn() {
    TokenRef huge = TokenRef.of(TokenKind.RPT, "t".repeat(4000));
    assertThat(Grouping.lineage(row(Interaction.RPT_INTROSPECTED, huge, OF_A_SESSION)))
        .hasSizeLessThanOrEqualTo(Bounded.KEY);
  }

  private static JournalEntry row(Interaction interaction, @Nullable TokenRef token, Grant grant) {
    ArrayNode permissions = JsonNodeFactory.instance.arrayNode();
    permissions.addObject().put("resource_set_id", "one");
    return new JournalEntry(
        TimeOrderedId.of(1, 0),
        "r",
        1,
        1,
        interaction,
        token,
        null,
        grant,
        PARTIES,
        ALBUM,
        9L,
        9L,
        false,
        true,
        null,
        EntryDetails.ofToken(List.of("read"), List.of(), permissions),
        null);
  }
}
