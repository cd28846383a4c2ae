package io.github.umatrust.obligations.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.projection.ObligationState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObligationQueryTest {

  @Test
  void everythingIsOptional() throws InvalidQueryException {
    ObligationQuery query = ObligationQuery.parse(Map.of());

    assertThat(query)
        .isEqualTo(
            new ObligationQuery(
                null, null, null, null, null, null, null, null, null, null, null, null, 100));
    assertThat(query.wanted(null).interactions()).containsExactlyInAnyOrder(Interaction.values());
  }

  @Test
  void everythingIsRead() throws InvalidQueryException {
    String mark = "1700000000000~0197a9c1-0000-7000-8000-000000000000~RSO-AzP-Delegate-Protection";
    ObligationQuery query =
        ObligationQuery.parse(
            Map.ofEntries(
                Map.entry("clause", List.of("RSO-AzP-Delegate-Protection")),
                Map.entry("party", List.of("alice")),
                Map.entry("role", List.of("authorizing_party")),
                Map.entry("state", List.of("ended")),
                Map.entry("tokenKind", List.of("pat")),
                Map.entry("tokenId", List.of("t")),
                Map.entry("client", List.of("album")),
                Map.entry("resourceSet", List.of("rs")),
                Map.entry("from", List.of("2026-01-31")),
                Map.entry("to", List.of("2026-01-31")),
                Map.entry("asOf", List.of("2026-01-31T12:00:00Z")),
                Map.entry("after", List.of(mark)),
                Map.entry("max", List.of("1000"))));

    assertThat(query)
        .isEqualTo(
            new ObligationQuery(
                Clause.RSO_AZP_DELEGATE_PROTECTION,
                "alice",
                PartyRole.AUTHORIZING_PARTY,
                ObligationState.ENDED,
                TokenKind.PAT,
                "t",
                "album",
                "rs",
                1769817600000L,
                1769904000000L,
                1769860800000L,
                Cursor.parse(mark),
                1000));
    assertThat(query.after()).hasToString(mark);
    assertThat(query.wanted(null).interactions()).containsExactly(Interaction.PAT_ISSUED);
  }

  @ParameterizedTest
  @CsvSource({
    "not_reported,,RPT_ISSUED",
    "not_reported,RSO-RqP-Give-Accurate-Access,RPT_ISSUED",
    "not_reported,RSO-AzP-Delegate-Protection,",
    "occurred,,CLAIMS_SUPPLIED ACCESS_ANSWERED",
    "in_force,RqP-AzP-Adhere-to-Terms,ACCESS_REPORTED",
    ",RqP-AzP-Adhere-to-Terms,RPT_ISSUED ACCESS_REPORTED",
    "in_force,RSO-RqP-Give-Accurate-Access,"
  })
  void onlyPeriodsThatCanMatchAreLookedAt(String state, String clause, String interactions)
      throws InvalidQueryException {
    Map<String, List<String>> parameters = new HashMap<>();
    if (state != null) {
      parameters.put("state", List.of(state));
    }
    if (clause != null) {
      parameters.put("clause", List.of(clause));
    }

    assertThat(
            ObligationQuery.parse(parameters).wanted(null).interactions().stream().map(Enum::name))
        .containsExactlyInAnyOrder(interactions == null ? new String[0] : interactions.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "max,1001",
    "max,-1",
    "max,0x1",
    "from,yesterday",
    "to,99999999999999999999",
    "asOf,2026-13-01",
    "after,1~2~3",
    "role,client",
    "tokenKind,jwt",
    "state,gone",
    "clause,PAT",
    "party,' '",
    "sort,asc"
  })
  void badValuesAreRefused(String name, String value) {
    assertThatThrownBy(() -> ObligationQuery.parse(Map.of(name, List.of(value))))
        .isInstanceOf(InvalidQueryException.class)
        .hasMessageNotContaining(value.isBlank() ? "\n" : value);
  }

  @Test
  void repeatedParametersAreRefused() {
    assertThatThrownBy(() -> ObligationQuery.parse(Map.of("party", List.of("a", "b"))))
        .isInstanceOf(InvalidQueryException.class);
  }
}
