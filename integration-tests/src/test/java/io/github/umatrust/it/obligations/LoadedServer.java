package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A server of its own under load of every kind, to which something happens. In the end its whole
 * log is read and computed again, and what clients received is looked for in it.
 */
final class LoadedServer implements AutoCloseable {

  private final KeycloakInstallation installation;
  private final int port = Ports.free();
  private final ReceivedTokens received = new ReceivedTokens();
  private final Set<String> checkpoints = new HashSet<>();
  private final TestRealm realm;
  private final MixedLoad load;
  private KeycloakServer server;

  /** Starts the server, and the load on it. */
  LoadedServer(KeycloakInstallation installation) {
    this.installation = installation;
    this.server = KeycloakServer.start(installation, port, Keycloak.realmFile());
    this.realm = new TestRealm(server.baseUrl(), "uma-trust");
    MixedLoad.prepare(realm);
    this.load = new MixedLoad(realm, MixedLoad.Subjects.prepare(realm), received).start();
  }

  /** The realm that the load is on. */
  TestRealm realm() {
    return realm;
  }

  /** The number of the server's process. */
  long pid() {
    return server.pid();
  }

  /** Where the server's metrics are read. */
  String metricsUrl() {
    return server.metricsUrl();
  }

  /** How many tokens clients have received. */
  int tokens() {
    return received.size();
  }

  /** What clients were refused so far, and how often. */
  Map<String, Integer> refusals() {
    return load.refusals();
  }

  /** Waits until clients have received so many more tokens. */
  void awaitTokens(int more) {
    int before = received.size();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> received.size() >= before + more);
  }

  /** Waits until there is a checkpoint that was not there before, and keeps it. */
  void awaitCheckpoint() {
    Set<String> before = new HashSet<>(WholeLog.latestCheckpoint(realm));
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !before.containsAll(WholeLog.latestCheckpoint(realm)));
    checkpoints.addAll(WholeLog.latestCheckpoint(realm));
  }

  /** Whether the server says that it is ready. */
  boolean isReady() {
    try {
      Reply reply = Http.get(server.readinessUrl());
      return reply.status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Ends the server at once and starts it again. */
  void restart() {
    server.kill();
    server = KeycloakServer.restart(installation, port);
  }

  /**
   * Ends the load, and checks the whole log.
   *
   * @return what was checked
   */
  String verify() {
    load.close();
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> WholeLog.unsequenced(realm) == 0);
    WholeLog log = new WholeLog(realm);
    log.readOn();
    assertThat(log.missing(received.all())).as("tokens without a record").isEmpty();
    log.verify(checkpoints);
    assertThat(received.counts()).containsOnlyKeys("pat_issued", "aat_issued", "rpt_issued");
    return "%s received, %d entries, %d checkpoints seen, all verified"
        .formatted(received.counts(), log.size(), checkpoints.size());
  }

  @Override
  public void close() {
    load.close();
    server.close();
  }
}
