package io.github.umatrust.bench;

import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.ParentProcess;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.server.ServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What resource indicators cost at the token endpoint: the throughput of a Keycloak without our
 * JARs, of a second one like it (what differs between these two is noise), and of one with the JAR
 * and its mapper, where the client names a resource. Settings are system properties; see the
 * profile {@code bench} of this module's build.
 */
public final class OverheadBench {

  private static final String REALM = "uma-trust";
  private static final String RESOURCE = "https://calendar.example.com/";
  private static final String CLIENT_CREDENTIALS = "client_credentials";
  private static final String REFRESH_TOKEN = "refresh_token";
  private static final String[] SCOPE = {"scope", "calendar"};
  private static final String[] SCOPE_AND_RESOURCE = {"scope", "calendar", "resource", RESOURCE};

  // As much heap as fits three times on a small machine, of one size and with the collector that
  // has no threads of its own: less noise. The compilers are those of any server.
  private static final List<String> JVM_OPTIONS =
      List.of("-Xms768m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private final PrintStream out;
  private final BenchSettings settings;
  private final Path work;

  private OverheadBench(PrintStream out, BenchSettings settings) {
    this.out = out;
    this.settings = settings;
    this.work = path("keycloak.work");
  }

  /**
   * Runs the benchmark and writes its report; exits with 1, and without a report, when a request
   * did not get the right answer or a Keycloak did not come up.
   */
  public static void main(String[] arguments) throws IOException {
    ParentProcess.endTogether();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path report = path("bench.report");
    Files.deleteIfExists(report);
    try {
      String table = new OverheadBench(out, BenchSettings.fromSystemProperties()).run();
      out.println();
      out.print(table);
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(report, table);
      System.exit(0);
    } catch (ServerException
        | IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException e) {
      out.println("✗ The benchmark stopped: " + e.getMessage());
    } catch (InterruptedException e) {
      out.println("✗ The benchmark was interrupted.");
    }
    System.exit(1);
  }

  private String run() throws InterruptedException {
    List<Path> jar =
        KeycloakInstallation.jarsIn(path("keycloak.providers")).stream()
            .filter(j -> j.getFileName().toString().contains("resource-indicator-mapper"))
            .toList();
    if (jar.size() != 1) {
      throw new IllegalStateException("not one resource-indicator-mapper JAR: " + jar);
    }
    try (KeycloakServer without = start("bench-without", List.of());
        KeycloakServer again = start("bench-without-again", List.of());
        KeycloakServer with = start("bench-with", jar)) {
      List<Arm> arms =
          List.of(
              arm("A", "without the JAR", without, false),
              arm("A′", "without the JAR, another server", again, false),
              arm("B", "with the JAR, its mapper and `resource`", with, true));
      AlternatingRun run =
          new AlternatingRun(
              arms,
              List.of(CLIENT_CREDENTIALS, REFRESH_TOKEN),
              BenchSettings.SETTLE,
              settings.slice(),
              this::progress);
      progress("Warming up");
      run.warmUp(settings.warmUp());
      return report(arms, run.measure(settings.rounds()));
    }
  }

  private KeycloakServer start(String name, List<Path> providers) {
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            path("keycloak.distribution"), work.resolve(name), providers, this::progress);
    Path realm =
        BenchRealm.write(
            path("keycloak.realm"), work.resolve(name + "-realm.json"), !providers.isEmpty());
    progress("Starting Keycloak for " + name);
    return KeycloakServer.start(installation, Ports.free(), realm, JVM_OPTIONS);
  }

  private Arm arm(String name, String description, KeycloakServer server, boolean restricted) {
    TestRealm realm = new TestRealm(server.baseUrl(), REALM);
    OAuthClient planner = realm.client("planner");
    String[] parameters = restricted ? SCOPE_AND_RESOURCE : SCOPE;
    List<VirtualUser> credentials = new ArrayList<>();
    List<VirtualUser> refreshing = new ArrayList<>();
    for (int thread = 0; thread < settings.threads(); thread++) {
      Reply login = planner.codeGrant(realm.browser("alice"), parameters);
      TokenUsers.expectToken(login);
      credentials.add(TokenUsers.clientCredentials(planner, parameters));
      refreshing.add(TokenUsers.refresh(planner, login.text("refresh_token"), parameters));
      requireAudience(name, planner.refresh(login.text("refresh_token"), parameters), restricted);
    }
    requireAudience(name, planner.clientCredentials(parameters), restricted);
    return new Arm(
        name,
        description,
        Map.of(CLIENT_CREDENTIALS, credentials, REFRESH_TOKEN, refreshing),
        server::cpuTime);
  }

  /** That the mapper is at work where it should be, and nowhere else. */
  private static void requireAudience(String arm, Reply reply, boolean restricted) {
    List<String> audience = Tokens.audience(TokenUsers.expectToken(reply));
    if (restricted ? !audience.equals(List.of(RESOURCE)) : audience.contains(RESOURCE)) {
      throw new IllegalStateException(arm + " gave a token for " + audience);
    }
  }

  private String report(List<Arm> arms, List<Comparison> comparisons) {
    MarkdownTable throughput =
        new MarkdownTable("requests/s", "A", "A′", "B", "A′/A", "B/A", "requests", "errors");
    MarkdownTable cpu =
        new MarkdownTable("CPU of the server, ms/request", "A", "A′", "B", "A′/A", "B/A");
    for (Comparison c : comparisons) {
      List<String> row = new ArrayList<>(figures(c, "%.1f", Sample::requestsPerSecond));
      row.add(String.valueOf(c.requests()));
      row.add(String.valueOf(c.errors()));
      throughput.row(row);
      cpu.row(figures(c, "%.2f", Sample::cpuMillisPerRequest));
    }
    StringBuilder text =
        new StringBuilder().append(throughput).append('\n').append(cpu).append('\n');
    for (Arm arm : arms) {
      text.append("- ").append(arm.name()).append(": ").append(arm.description()).append('\n');
    }
    return text.append(
            """
            - arms: median of the rounds (first to third quartile); ratios: median of the ratios within each round (least to greatest)
            - %d rounds, slices of %d s after %d s unmeasured, warm-up %d s per arm and operation, %d client threads on the same machine
            - Keycloak %s, each server with `%s`
            - %s %s, %d cores
            """
                .formatted(
                    settings.rounds(),
                    settings.slice().toSeconds(),
                    BenchSettings.SETTLE.toSeconds(),
                    settings.warmUp().toSeconds(),
                    settings.threads(),
                    System.getProperty("keycloak.version"),
                    String.join(" ", JVM_OPTIONS),
                    System.getProperty("java.vm.name"),
                    System.getProperty("java.vm.version"),
                    Runtime.getRuntime().availableProcessors()))
        .toString();
  }

  /** The operation, a figure of the three arms, and the two ratios. */
  private static List<String> figures(
      Comparison comparison, String format, ToDoubleFunction<Sample> figure) {
    List<String> cells = new ArrayList<>(List.of(comparison.operation()));
    for (String arm : List.of("A", "A′", "B")) {
      Summary s = comparison.summary(arm, figure);
      cells.add(cell(format, s.median(), s.firstQuartile(), s.thirdQuartile()));
    }
    for (String arm : List.of("A′", "B")) {
      Summary s = comparison.ratio(arm, "A", figure);
      cells.add(cell("%.3f", s.median(), s.least(), s.greatest()));
    }
    return cells;
  }

  private static String cell(String format, double middle, double from, double to) {
    return String.format(
        Locale.ROOT, format + " (" + format + "–" + format + ")", middle, from, to);
  }

  private void progress(String line) {
    out.println("… " + line);
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property, ""));
  }
}
