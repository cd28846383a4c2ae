package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever sequences beside whom, in one server or in two: the log has no gap, double or fork. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class TwoSequencersIT {

  private static final int AT_ONCE = 4;
  private static final int ROUNDS = 25;
  private static final int TOKENS = 200;

  @Test
  void manyInOneServer(TestRealm realm) throws InterruptedException {
    MixedLoad.prepare(realm);
    ReceivedTokens received = new ReceivedTokens();
    Set<String> checkpoints = new HashSet<>();
    List<String> failures = new ArrayList<>();
    MixedLoad.Subjects subjects = MixedLoad.Subjects.prepare(realm);
    try (MixedLoad load =
        new MixedLoad(realm, subjects, received).startClientCredentials(2).start()) {
      for (int round = 0; goesOn(round, received); round++) {
        failures.addAll(sequence(realm));
        checkpoints.addAll(WholeLog.latestCheckpoint(realm));
      }
      assertThat(load.refusals()).isEmpty();
    }
    say("%d tokens, sequencers said %s".formatted(received.size(), failures));
    verify(realm, received, checkpoints);
  }

  @Test
  void oneInEachOfTwoServers() throws InterruptedException {
    Assumptions.assumeTrue(
        Keycloak.isOnPostgres(), "two servers need a database of their own: the profile postgres");
    KeycloakInstallation installation = Keycloak.durableInstallation("two-servers");
    try (KeycloakServer one =
            KeycloakServer.start(installation, Ports.free(), Keycloak.realmFile());
        KeycloakServer two = KeycloakServer.beside(installation, Ports.free())) {
      TestRealm here = new TestRealm(one.baseUrl(), "uma-trust");
      TestRealm there = new TestRealm(two.baseUrl(), "uma-trust");
      MixedLoad.prepare(here);
      ReceivedTokens received = new ReceivedTokens();
      Set<String> checkpoints = new HashSet<>();
      List<String> failures = new ArrayList<>();
      try (MixedLoad load = new MixedLoad(here, UNUSED, received).startClientCredentials(2);
          MixedLoad other = new MixedLoad(there, UNUSED, received).startClientCredentials(2)) {
        for (int round = 0; goesOn(round, received); round++) {
          failures.addAll(sequence(here));
          checkpoints.addAll(WholeLog.latestCheckpoint(here));
          failures.addAll(sequence(there));
          checkpoints.addAll(WholeLog.latestCheckpoint(there));
        }
        assertThat(load.refusals()).isEmpty();
        assertThat(other.refusals()).isEmpty();
      }
      say("%d tokens of two servers, sequencers said %s".formatted(received.size(), failures));
      verify(there, received, checkpoints);
      assertBothKnowTheLastPass(one, two);
    }
  }

  /** Whichever of them makes the passes, both tell of the last one. */
  private static void assertBothKnowTheLastPass(KeycloakServer one, KeycloakServer two) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () -> {
              double lag = reconcileLag(one);
              assertThat(lag).isBetween(0.001, 75.0);
              assertThat(reconcileLag(two)).isCloseTo(lag, within(2.0));
            });
  }

  private static double reconcileLag(KeycloakServer server) {
    return Http.get(server.metricsUrl())
        .body()
        .lines()
        .filter(line -> line.startsWith("umatrust_obligations_reconcile_lag_seconds"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** A fast machine is through with the rounds before there are many tokens. */
  private static boolean goesOn(int round, ReceivedTokens received) {
    return round < ROUNDS || (received.size() <= TOKENS && round < 100 * ROUNDS);
  }

  private static final MixedLoad.Subjects UNUSED = new MixedLoad.Subjects("", "");

  /** Beside the scheduled one, which runs too. */
  private static List<String> sequence(TestRealm realm) {
    Reply reply =
        Http.send(
            "POST",
            realm.issuer() + "/test-log/sequencers?count=" + AT_ONCE,
            "",
            "Content-Type",
            "text/plain");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return Ledger.list(reply.json()).stream().map(failure -> failure.asText()).toList();
  }

  private static void verify(TestRealm realm, ReceivedTokens received, Set<String> checkpoints) {
    await().atMost(Duration.ofSeconds(60)).until(() -> WholeLog.unsequenced(realm) == 0);
    WholeLog log = new WholeLog(realm);
    log.readOn();
    assertThat(log.missing(received.all())).isEmpty();
    log.verify(checkpoints);
    assertThat(received.all()).hasSizeGreaterThan(TOKENS);
    say("%d entries, %d checkpoints seen, all verified".formatted(log.size(), checkpoints.size()));
  }

  private static void say(String line) {
    System.out.println("· two sequencers: " + line);
  }
}
