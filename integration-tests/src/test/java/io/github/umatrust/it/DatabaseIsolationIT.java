package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.server.H2Database;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server does not start on a database on which a lock would guard nothing. */
@Tag("thorough")
class DatabaseIsolationIT {

  private static final H2Database REPEATABLE_READ =
      new H2Database(
          ";INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ");

  @Test
  void aServerWhoseTransactionsDoNotSeeWhatOthersCommittedDoesNotStart() throws IOException {
    Assumptions.assumeTrue(Keycloak.isOnH2(), "H2 is told by its URL");
    KeycloakInstallation all = Keycloak.installation("isolation", List.of());

    assertThat(
            new ChangedKeycloak(new KeycloakInstallation(all.home(), REPEATABLE_READ))
                .linesOfRefusedStart("keycloak-uma-trust"))
        .singleElement()
        .asString()
        .contains("ERROR")
        .contains(
            "needs a database whose transactions are READ COMMITTED, and those of this one are"
                + " REPEATABLE READ.")
        .contains("so the server does not start. Set it in the database");
  }
}
