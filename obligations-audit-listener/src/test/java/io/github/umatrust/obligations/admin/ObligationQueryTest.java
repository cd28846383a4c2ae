package io.github.umatrust.obligations.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.projection.ObligationState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObligationQueryTest {

  @Test
  void everythingIsOptional() throws InvalidQueryException {
    assertThat(ObligationQuery.parse(Map.of()))
        .isEqualTo(new ObligationQuery(null, null, null, null, null, 0, 100));
  }

  @Test
  void everythingIsRead() throws InvalidQueryException {
    ObligationQuery query =
        ObligationQuery.parse(
            Map.of(
                "clause", List.of("RSO-AzP-Delegate-Protection"),
                "party", List.of("alice"),
                "client", List.of("album"),
                "tokenId", List.of("t"),
                "state", List.of("ended"),
                "first", List.of("7"),
                "max", List.of("1000")));

    assertThat(query)
        .isEqualTo(
            new ObligationQuery(
                Clause.RSO_AZP_DELEGATE_PROTECTION,
                "alice",
                "album",
                "t",
                ObligationState.ENDED,
                7,
                1000));
    assertThat(query.journalFilter().interactions()).containsExactly(Interaction.PAT_ISSUED);
  }

  @ParameterizedTest
  @CsvSource({
    "max,1001",
    "max,-1",
    "max,0x1",
    "first,2147483648",
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
