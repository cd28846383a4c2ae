package io.github.umatrust.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolationCheckTest {

  private static final String DANGER = "Something could go wrong";

  @Test
  void readCommittedFits() {
    assertThat(
            new IsolationCheck("our-jar 1", Connection.TRANSACTION_READ_COMMITTED).misfit(DANGER))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, READ UNCOMMITTED", "4, REPEATABLE READ", "8, SERIALIZABLE", "77, of level 77"})
  void anyOtherKeepsTheServerFromStarting(int level, String name) {
    assertThat(new IsolationCheck("our-jar 1", level).misfit(DANGER))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .startsWith(
                        "our-jar 1 needs a database whose transactions are READ COMMITTED, and"
                            + " those of this one are "
                            + name
                            + ". Something could go wrong, so the server does not start.")
                    .doesNotContain("\n"));
  }
}
