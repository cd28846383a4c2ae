package io.github.umatrust.obligations.clause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The clause table of draft-maler-uma-trust-00, written down a second time and compared. */
class ClauseTest {

  @ParameterizedTest
  @CsvSource({
    "2.2.1, RqP-AzP-Adhere-to-Terms, access_reported, OPEN_ENDED",
    "2.2.2, RqP-AzP-Make-Factual-Representations, claims_supplied, POINT_IN_TIME",
    "2.2.3, RqP-ASO-Supply-Truthful-Claims, aat_issued, WHILE_TOKEN_VALID",
    "2.2.4, RqP-RSO-Is-Legitimate-Bearer, rpt_issued, WHILE_TOKEN_VALID",
    "2.3.1, RSO-AzP-Delegate-Protection, pat_issued, WHILE_TOKEN_VALID",
    "2.3.2, RSO-ASO-Register-Accurately-and-Timely, pat_issued, WHILE_TOKEN_VALID",
    "2.3.3, RSO-ASO-Respect-Permissions, rpt_introspected, UNTIL_EXPIRY",
    "2.3.4, RSO-RqP-Give-Accurate-Access, access_answered, POINT_IN_TIME",
    "2.4.1, ASO-AzP-Follow-Policies-Accurately-and-Timely, pat_issued, WHILE_TOKEN_VALID",
    "2.4.2, ASO-RSO-Follow-Policies-Accurately-and-Timely, permission_registered, UNTIL_EXPIRY",
    "2.4.3, ASO-RqP-Request-Limited-Claims, aat_issued, WHILE_TOKEN_VALID",
    "2.5.1, AzP-RqP-Adhere-to-Terms, authorization_granted, WHILE_AGREED",
    "2.5.2, AzP-ASO-Introduce-Resource-Server, pat_issued, WHILE_TOKEN_VALID",
    "2.5.3, AzP-RSO-Introduce-Authorization-Server, pat_issued, WHILE_TOKEN_VALID"
  })
  void clauseIsAsTheDraftHasIt(
      String section, String id, String interaction, ObligationDuration duration) {
    Clause clause = Clause.byId(id).orElseThrow();

    assertThat(clause.section()).isEqualTo(section);
    assertThat(clause.trigger().id()).isEqualTo(interaction);
    assertThat(clause.duration()).isEqualTo(duration);
    assertThat(id)
        .startsWith(clause.obligated().abbreviation() + "-" + clause.expecting().abbreviation());
    assertThat(Clause.broughtIntoForceBy(clause.trigger())).contains(clause);
  }

  @ParameterizedTest
  @CsvSource({
    "PAT_ISSUED, 5",
    "AAT_ISSUED, 2",
    "RPT_ISSUED, 1",
    "AUTHORIZATION_GRANTED, 1",
    "PERMISSION_REGISTERED, 1",
    "RPT_INTROSPECTED, 1",
    "CLAIMS_SUPPLIED, 1",
    "ACCESS_REPORTED, 1",
    "ACCESS_ANSWERED, 1"
  })
  void interactionBringsSoManyClausesIntoForce(Interaction interaction, int count) {
    assertThat(Clause.broughtIntoForceBy(interaction)).hasSize(count);
  }

  @Test
  void thereAreFourteenWithEightLastingAsLongAsAToken() {
    List<Clause> clauses = Arrays.asList(Clause.values());

    assertThat(clauses).hasSize(14).extracting(Clause::id).doesNotHaveDuplicates();
    assertThat(clauses)
        .filteredOn(clause -> clause.duration() == ObligationDuration.WHILE_TOKEN_VALID)
        .hasSize(8);
    assertThat(
            clauses.stream()
                .collect(Collectors.groupingBy(Clause::obligated, Collectors.counting())))
        .containsEntry(PartyRole.REQUESTING_PARTY, 4L)
        .containsEntry(PartyRole.RESOURCE_SERVER_OPERATOR, 4L)
        .containsEntry(PartyRole.AUTHORIZATION_SERVER_OPERATOR, 3L)
        .containsEntry(PartyRole.AUTHORIZING_PARTY, 3L);
    assertThat(Interaction.values()).hasSize(9);
  }

  @Test
  void titleIsTheKeywordInPlainWords() {
    assertThat(Clause.AZP_RQP_ADHERE_TO_TERMS.title()).isEqualTo("Adhere to terms");
  }

  @Test
  void unknownIdsAreNobodys() {
    assertThat(Clause.byId("AzP-AzP-Adhere-to-Terms")).isEmpty();
    assertThat(Interaction.byId("PAT_ISSUED")).isEmpty();
    assertThat(Interaction.byId("pat_issued")).contains(Interaction.PAT_ISSUED);
  }

  @ParameterizedTest
  @EnumSource(Interaction.class)
  void clausesOfOneInteractionLastAlike(Interaction interaction) {
    assertThat(Clause.broughtIntoForceBy(interaction))
        .isNotEmpty()
        .extracting(Clause::duration)
        .containsOnly(Clause.durationAfter(interaction));
  }
}
