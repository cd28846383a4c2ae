package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger counts at Keycloak's own metrics. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class LedgerMetricsIT {

  private final TestRealm realm;
  private final KeycloakServer server;
  private final Ledger ledger;

  LedgerMetricsIT(TestRealm realm, KeycloakServer server) {
    this.realm = realm;
    this.server = server;
    this.ledger = new Ledger(realm);
  }

  @Test
  void eachMetricHasAHelpText() {
    List<String> lines = lines();

    for (String name :
        List.of(
            "entries",
            "refusals",
            "gaps",
            "projection_failures",
            "unsequenced",
            "unsequenced_age_seconds",
            "checkpoint_age_seconds",
            "reconcile_lag_seconds")) {
      assertThat(lines)
          .as(name)
          .anyMatch(line -> line.startsWith("# HELP umatrust_obligations_" + name + " "))
          .anyMatch(line -> line.startsWith("# TYPE umatrust_obligations_" + name + " "));
    }
  }

  @Test
  void entriesAreCountedByInteraction() {
    double pats = entries("pat_issued");
    double aats = entries("aat_issued");
    double ends = entries("end");

    String refreshToken = ledger.patOfAlice().text("refresh_token");
    assertThat(entries("pat_issued")).isEqualTo(pats + 1);
    assertThat(entries("aat_issued")).isEqualTo(aats);

    ledger.logout("photo-album", refreshToken);
    assertThat(entries("end")).isGreaterThan(ends);
  }

  @Test
  void whatIsRefusedIsCountedAsThat() {
    realm.changeRealm(
        Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit", "saboteur")));
    double refusals = value("refusals_total", "reason=\"rollback\"");
    double pats = entries("pat_issued");
    NativeAlbum.settings(realm, Map.of("sabotage", "rollback"));
    try {
      assertThat(realm.client("photo-album").clientCredentials("scope", "uma_protection").status())
          .isEqualTo(503);
    } finally {
      NativeAlbum.settings(realm, Map.of("sabotage", ""));
    }

    assertThat(value("refusals_total", "reason=\"rollback\"")).isEqualTo(refusals + 1);
    assertThat(entries("pat_issued")).isEqualTo(pats);
  }

  @Test
  void noMetricNamesARealm() {
    ledger.patOfAlice();

    assertThat(lines())
        .filteredOn(line -> line.startsWith("umatrust_obligations"))
        .isNotEmpty()
        .noneMatch(line -> line.contains("realm"));
  }

  private double entries(String interaction) {
    return value("entries_total", "interaction=\"" + interaction + "\"");
  }

  private double value(String name, String tag) {
    return lines().stream()
        .filter(line -> line.startsWith("umatrust_obligations_" + name) && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private List<String> lines() {
    return Http.get(server.metricsUrl()).body().lines().toList();
  }
}
