package io.github.umatrust.bench;

import io.github.umatrust.testkit.server.Databases;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.server.ServerMemory;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the JARs cost at the start of a Keycloak, and in memory: a Keycloak without our JARs, a
 * second one like it, one with each JAR alone and one with all are started in turns, one at a time.
 * Settings are system properties; see the profiles {@code bench} and {@code postgres} of this
 * module's build.
 */
public final class StartupBench {

  /** How long after a server is ready its memory is looked at. */
  static final Duration SETTLED = Duration.ofSeconds(10);

  // No -Xms: what the heap needs is to show in the process's memory.
  private static final List<String> JVM_OPTIONS =
      List.of("-Xmx768m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private static final double MEBIBYTE = 1 << 20;
  private static final int ROUNDS = 6;

  private final PrintStream out;
  private final int rounds;
  private final Databases databases;

  private StartupBench(PrintStream out, int rounds, Databases databases) {
    this.out = out;
    this.rounds = rounds;
    this.databases = databases;
  }

  /** Runs the benchmark and writes its report; exits with 1 when a Keycloak did not come up. */
  public static void main(String[] arguments) throws IOException {
    BenchMain.run(
        out -> {
          try (Databases databases = new Databases(BenchMain.path("keycloak.work"))) {
            return new StartupBench(out, Options.positive("bench.rounds", ROUNDS), databases).run();
          }
        });
  }

  private String run() throws InterruptedException {
    List<LoadArm> all = new ArrayList<>(LoadArm.all());
    all.add(
        all.size() - 1, new LoadArm("T", "load-themes", "the themes JAR alone", List.of("themes")));
    List<LoadArm> arms = LoadArm.picked(all, System.getProperty("bench.arms", ".*"));
    List<KeycloakInstallation> installations = arms.stream().map(this::prepared).toList();
    Rounds<StartSample> seen = new Rounds<>("start");
    for (int round = 0; round < rounds; round++) {
      List<String> told = new ArrayList<>();
      for (int i : AlternatingRun.order(arms.size(), round)) {
        StartSample sample = start(installations.get(i));
        seen.add(arms.get(i).name(), sample);
        told.add("%s %.0f ms".formatted(arms.get(i).name(), sample.millis()));
      }
      progress("Round %d of %d: %s".formatted(round + 1, rounds, String.join(", ", told)));
    }
    return new StartupReport(rounds, JVM_OPTIONS, databases.inWords()).text(arms, seen);
  }

  /** An installation that has been started twice already: with the import, and without. */
  private KeycloakInstallation prepared(LoadArm arm) {
    KeycloakInstallation installation = arm.prepare(databases, this::progress);
    KeycloakServer.start(installation, Ports.free(), arm.realmFile(), JVM_OPTIONS).close();
    KeycloakServer.restart(installation, Ports.free(), JVM_OPTIONS).close();
    return installation;
  }

  private static StartSample start(KeycloakInstallation installation) throws InterruptedException {
    int port = Ports.free();
    long begin = System.nanoTime();
    try (KeycloakServer server = KeycloakServer.restart(installation, port, JVM_OPTIONS)) {
      double millis = (System.nanoTime() - begin) / 1e6;
      Thread.sleep(SETTLED.toMillis());
      ServerMemory memory = ServerMemory.of(server);
      double resident = memory.residentBytes() / MEBIBYTE;
      memory.collectGarbage();
      return new StartSample(millis, resident, memory.heapBytes() / MEBIBYTE);
    }
  }

  private void progress(String line) {
    out.println("… " + line);
  }
}
