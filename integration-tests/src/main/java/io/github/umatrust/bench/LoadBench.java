package io.github.umatrust.bench;

import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.Databases;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * What the JARs cost people who do not wait for one another: latencies of a Keycloak without our
 * JARs, of a second one like it (what differs between these two is noise), with each JAR alone and
 * with all, while requests become due at one rate. Settings are system properties; see the profiles
 * {@code bench} and {@code postgres} of this module's build.
 */
public final class LoadBench {

  private static final String REALM = "uma-trust";

  private final PrintStream out;
  private final LoadSettings settings;
  private final Databases databases;
  private final LoadOperations operations;

  private LoadBench(PrintStream out, LoadSettings settings, Databases databases) {
    this.out = out;
    this.settings = settings;
    this.databases = databases;
    this.operations = new LoadOperations(settings, this::progress);
  }

  /**
   * Runs the benchmark and writes its report; exits with 1, and without a report, when a request
   * did not get the right answer or a Keycloak did not come up.
   */
  public static void main(String[] arguments) throws IOException {
    BenchMain.run(
        out -> {
          try (Databases databases = new Databases(BenchMain.path("keycloak.work"))) {
            return new LoadBench(out, LoadSettings.fromSystemProperties(), databases).run();
          }
        });
  }

  private String run() throws InterruptedException {
    List<LoadArm> kinds = LoadArm.picked(LoadArm.all(), settings.arms());
    Deque<KeycloakServer> servers = new ArrayDeque<>();
    try {
      List<Arm> arms = new ArrayList<>();
      for (LoadArm kind : kinds) {
        KeycloakServer server =
            KeycloakServer.start(
                kind.prepare(databases, this::progress),
                Ports.free(),
                kind.realmFile(),
                BenchMain.JVM_OPTIONS);
        servers.push(server);
        arms.add(arm(kind, server));
      }
      return measure(arms);
    } finally {
      servers.forEach(KeycloakServer::close);
    }
  }

  private String measure(List<Arm> arms) throws InterruptedException {
    Map<String, String> notes = operations.picked();
    List<String> known =
        notes.keySet().stream()
            .filter(operation -> arms.stream().anyMatch(a -> a.users().containsKey(operation)))
            .toList();
    if (known.isEmpty()) {
      throw new IllegalArgumentException("no operation is called " + settings.operations());
    }
    LoadRun run = new LoadRun(arms, known, settings, this::progress);
    progress("Warming up");
    Map<String, Double> rates = run.warmUp();
    rates.forEach(
        (operation, rate) ->
            progress("%s: %s requests/s".formatted(operation, LoadReport.number(rate))));
    return new LoadReport(settings, databases.inWords())
        .text(arms, notes, rates, run.measure(rates));
  }

  private Arm arm(LoadArm kind, KeycloakServer server) throws InterruptedException {
    TestRealm realm = new TestRealm(server.baseUrl(), REALM);
    if (kind.ledger()) {
      requireLedger(realm);
    }
    Map<String, List<VirtualUser>> users = operations.users(realm, kind);
    return new Arm(kind.name(), kind.description(), users, server::cpuTime);
  }

  /** That the ledger is at work. */
  private static void requireLedger(TestRealm realm) {
    TokenUsers.expectToken(
        realm.client("photo-album").clientCredentials("scope", "uma_protection"));
    if (realm.adminGet("obligations?max=1&tokenKind=pat").isEmpty()) {
      throw new IllegalStateException("the ledger has no PAT");
    }
  }

  private void progress(String line) {
    out.println("… " + line);
  }
}
