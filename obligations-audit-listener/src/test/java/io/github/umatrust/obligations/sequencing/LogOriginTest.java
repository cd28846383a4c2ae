package io.github.umatrust.obligations.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogOriginTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "audit.example/acme, https://idp.example, acme, audit.example/acme",
        "prüfung.example, https://idp.example, acme, idp.example/realms/acme/obligations/log",
        "-, https://idp.example, acme, idp.example/realms/acme/obligations/log",
        "-, https://idp.example:8443/auth/, acme, idp.example:8443/auth/realms/acme/obligations/log",
        "-, idp.example, acme, idp.example/realms/acme/obligations/log",
        "-, https://idp.example, my realm+1, idp.example/realms/my%20realm%2B1/obligations/log",
        "-, https://idp.example, größe, idp.example/realms/gr%C3%B6%C3%9Fe/obligations/log",
        "-, 'https://idp.example/a b', acme, keycloak.invalid/realms/id/obligations/log",
        "-, https://idé.example, acme, keycloak.invalid/realms/id/obligations/log",
        "-, -, acme, keycloak.invalid/realms/id/obligations/log",
        "-, https://idp.example, -, keycloak.invalid/realms/id/obligations/log"
      })
  void originNamesTheLogAndNothingElse(
      String setting, String frontendUrl, String realm, String origin) {
    assertThat(LogOrigin.of(setting, frontendUrl, realm, "id")).isEqualTo(origin);
  }
}
