package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** UMA and ledger in a Keycloak that they are not made for. */
@Tag("thorough")
class AnotherKeycloakIT {

  private static final String UMA = "uma-protocol-provider";
  private static final String LEDGER = "obligations-audit-listener";
  private static final String LATER = "99.0.0";

  @Test
  void aServerStartsWithAWarningAndNotAtAllWhereSomethingIsMissing() throws IOException {
    KeycloakInstallation installation = Keycloak.installation("another", UMA, LEDGER);
    ChangedKeycloak changed = new ChangedKeycloak(installation);
    changed.restore("keycloak-services");
    changed.restore("keycloak-common");
    changed.pretendVersion(LATER);
    try (KeycloakServer server =
        KeycloakServer.start(installation, Ports.free(), Keycloak.realmFile())) {
      for (String jar : List.of(UMA, LEDGER)) {
        assertThat(ChangedKeycloak.lines(server.log(), jar))
            .singleElement()
            .asString()
            .contains(" WARN ")
            .contains(
                "is made for Keycloak "
                    + ChangedKeycloak.version()
                    + " and runs on Keycloak "
                    + LATER);
      }
    }

    changed.rename("keycloak-services", "org.keycloak.protocol.oidc.TokenManager", "isUserValid");
    assertRefused(
        changed,
        UMA,
        "org.keycloak.protocol.oidc.TokenManager has no isUserValid."
            + " What owners decide could be applied in part, so the server does not start.");

    changed.restore("keycloak-services");
    changed.rename(
        "keycloak-services",
        "org.keycloak.protocol.oidc.token.TokenPostProcessorContext",
        "requestRefreshToken");
    assertRefused(
        changed,
        LEDGER,
        "org.keycloak.protocol.oidc.token.TokenPostProcessorContext has no requestRefreshToken."
            + " Tokens could go out without their record, so the server does not start.");
    assertThat(installation.home().resolve("data/h2")).as("the database").doesNotExist();
  }

  private static void assertRefused(ChangedKeycloak changed, String jar, String reason)
      throws IOException {
    assertThat(changed.linesOfRefusedStart(jar))
        .singleElement()
        .asString()
        .contains("ERROR")
        .contains("does not fit this Keycloak " + LATER + ": " + reason)
        .contains("Use the release of the JAR that is made for Keycloak " + LATER);
  }
}
