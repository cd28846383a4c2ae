package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.Sabotage;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
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
            "reconcile_lag_seconds",
            "sequencing_failures")) {
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
  void whatGoesOutWithoutItsRecordIsCountedAsThat() {
    NativeAlbum.settings(realm, Map.of("obligations.fail-mode", "open"));
    double gaps = value("gaps_total", "");
    double pats = entries("pat_issued");
    Sabotage.with(
        realm,
        "break-journal",
        "mend-journal",
        () -> {
          assertThat(pat().status()).isEqualTo(200);
          assertThat(pat().status()).isEqualTo(200);
        });
    NativeAlbum.settings(realm, Map.of("obligations.fail-mode", ""));

    assertThat(value("gaps_total", "")).isEqualTo(gaps + 2);
    assertThat(entries("pat_issued")).isEqualTo(pats);
  }

  @Test
  void backlogGrowsAndAgesWhileNothingCanBeSequenced() {
    ledger.patOfAlice();
    ledger.obligations("max=1"); // the log is there
    double failures = value("sequencing_failures_total", "");
    Sabotage.with(
        realm,
        "break-log",
        "mend-log",
        () -> {
          assertThat(pat().status()).as("records do not wait for the log").isEqualTo(200);
          assertThat(pat().status()).isEqualTo(200);
          await()
              .atMost(Duration.ofSeconds(20))
              .untilAsserted(
                  () -> {
                    assertThat(value("unsequenced", "")).isGreaterThanOrEqualTo(2);
                    assertThat(value("unsequenced_age_seconds", "")).isGreaterThan(3);
                    assertThat(value("sequencing_failures_total", "")).isGreaterThan(failures + 1);
                  });
        });

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(value("unsequenced", "")).isZero();
              assertThat(value("unsequenced_age_seconds", "")).isZero();
            });
  }

  @Test
  void checkpointAgesWhileSomethingNewIsNotPublished() {
    ledger.patOfAlice();
    NativeAlbum.settings(realm, Map.of("obligations.checkpoint-interval", "3600"));
    pat();
    // other realms have one every ten seconds
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(value("checkpoint_age_seconds", "")).isGreaterThan(13));

    NativeAlbum.settings(realm, Map.of("obligations.checkpoint-interval", "1"));

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(value("checkpoint_age_seconds", "")).isLessThan(13));
  }

  @Test
  @Tag("thorough")
  void reconcileLagGrowsWhileNoPassIsCompleted() throws InterruptedException {
    String pat = ledger.patOfAlice().text("access_token");
    new Reconciliation(realm);
    long reconciledAt = reconciledAt();
    assertThat(reconciledAt).isPositive();
    PatScene.silently(realm, "revoke token", Ledger.tokenId(pat));
    double ends = entries("end");
    Sabotage.call(realm, "break-journal"); // the end that is found cannot be recorded
    try {
      NativeAlbum.settings(realm, Map.of("obligations.reconcile-interval", "5"));
      for (int intervals = 1; intervals <= 6; intervals++) {
        Thread.sleep(5_000);
        assertThat(value("reconcile_lag_seconds", ""))
            .isGreaterThanOrEqualTo(secondsSince(reconciledAt) - 2);
      }
      assertThat(reconciledAt()).isEqualTo(reconciledAt);
    } finally {
      Sabotage.call(realm, "mend-journal");
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(reconciledAt()).isGreaterThan(reconciledAt));
    assertThat(ledger.statesOf(pat)).containsExactly("ended/revoked");
    assertThat(entries("end")).as("of the reconciler").isGreaterThan(ends);
  }

  private static double secondsSince(long moment) {
    return (System.currentTimeMillis() - moment) / 1000.0;
  }

  private long reconciledAt() {
    return ledger.get("log").json().path("reconciledAt").asLong();
  }

  private Reply pat() {
    return realm.client("photo-album").clientCredentials("scope", "uma_protection");
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
        .filter(line -> line.matches("umatrust_obligations_" + name + "[ {].*"))
        .filter(line -> line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  private List<String> lines() {
    return Http.get(server.metricsUrl()).body().lines().toList();
  }
}
