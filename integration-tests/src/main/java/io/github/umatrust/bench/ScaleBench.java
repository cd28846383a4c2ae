package io.github.umatrust.bench;

import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.Databases;
import io.github.umatrust.testkit.server.H2Database;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Whether one owner's many resource sets make requests slow: the latencies of an owner with many
 * and of one with few, measured in turns on one server, and those of an owner with few on a server
 * without many. Fails where a bound is not held. Settings are system properties; see the profiles
 * {@code scale} and {@code postgres} of this module's build.
 */
public final class ScaleBench {

  /** How much longer a request may take among many resource sets than among few. */
  private static final double MOST_RATIO = 1.2;

  /** How much longer our list may take than Keycloak's own list of the same resources. */
  private static final double MOST_LIST_RATIO = 3;

  /** How much longer our grant may take than Keycloak's own. */
  private static final double MOST_GRANT_RATIO = 1;

  private static final String LIST = "list";

  /**
   * What is measured in turns, one group after the other. Registering and deleting, and emptying
   * the cache, take from the cache what the others live on.
   */
  private static final List<List<String>> GROUPS =
      List.of(
          List.of(OwnedSets.READ, OwnedSets.PERMISSION, OwnedSets.INTROSPECTION, OwnedSets.GRANT),
          List.of(OwnedSets.CREATE),
          List.of(OwnedSets.READ_UNCACHED));

  private static final List<String> JVM_OPTIONS =
      List.of("-Xms768m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private final PrintStream out;
  private final ScaleSettings settings;
  private final Path work;
  private final Databases databases;
  private final List<String> broken = new ArrayList<>();

  private ScaleBench(PrintStream out, ScaleSettings settings, Path work, Databases databases) {
    this.out = out;
    this.settings = settings;
    this.work = work;
    this.databases = databases;
  }

  /**
   * Runs the benchmark and writes its report; exits with 1, and without an outcome, when a bound is
   * not held, a request did not get the right answer or a Keycloak did not come up.
   */
  public static void main(String[] arguments) throws IOException {
    ParentProcess.endTogether();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path report = path("scale.report");
    Path outcome = path("scale.outcome");
    Files.deleteIfExists(report);
    Files.deleteIfExists(outcome);
    Path work = path("keycloak.work");
    boolean held = false;
    try (Databases databases = new Databases(work)) {
      ScaleBench bench = new ScaleBench(out, ScaleSettings.fromSystemProperties(), work, databases);
      String table = bench.run();
      out.println();
      out.print(table);
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(report, table);
      held = bench.broken.isEmpty();
      if (held) {
        Files.writeString(outcome, "held\n");
      }
      bench.broken.forEach(bound -> out.println("✗ " + bound));
    } catch (ServerException
        | IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException e) {
      out.println("✗ The benchmark stopped: " + e.getMessage());
    } catch (InterruptedException e) {
      out.println("✗ The benchmark was interrupted.");
    }
    System.exit(held ? 0 : 1);
  }

  private String run() throws InterruptedException {
    try (KeycloakServer small = start("scale-small");
        KeycloakServer large = start("scale-large")) {
      TestRealm smallRealm = realm(small);
      TestRealm largeRealm = realm(large);
      List<TimedArm> arms = new ArrayList<>();
      arms.add(arm("S", "%d, on another server", small, few(smallRealm, "anna")));
      OwnedSets few = few(largeRealm, "anna");
      arms.add(arm("A", "%d, on the server of B", large, few));
      arms.add(arm("A′", "%d, on the server of B, too", large, few(largeRealm, "amir")));
      progress("Measuring before there is anything large");
      Map<String, Map<String, Latencies>> before = measure(arms, () -> {});

      progress("Registering " + settings.sets() + " resource sets");
      OwnedSets many =
          OwnedSets.register(
              largeRealm, "berta", settings.sets(), settings.rpts(), settings.connections());
      arms.add(new TimedArm("B", settings.sets() + " sets", many.requests(), large::cpuTime));
      progress("Measuring with them");
      Map<String, Map<String, Latencies>> after = measure(arms, many::readAll);

      progress("Listing them");
      Map<String, Latencies> lists = measureLists(many, large);

      progress("Granting them, as Keycloak does and as we do");
      Map<String, Latencies> grants = measureGrants(few, large);
      return report(arms, before, after, lists, grants);
    }
  }

  private KeycloakServer start(String name) {
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            path("keycloak.distribution"),
            databases.home(name),
            databases.of(name, H2Database.DEFAULT),
            KeycloakInstallation.jarsIn(path("keycloak.providers")),
            this::progress);
    Path realm = BenchRealm.write(path("keycloak.realm"), work.resolve(name + "-realm.json"), true);
    progress("Starting Keycloak for " + name);
    return KeycloakServer.start(installation, Ports.free(), realm, JVM_OPTIONS);
  }

  private static TestRealm realm(KeycloakServer server) {
    TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");
    int hours = 10 * 3600;
    realm.changeRealm(
        Map.of(
            "accessTokenLifespan",
            hours,
            "ssoSessionIdleTimeout",
            hours,
            "ssoSessionMaxLifespan",
            hours));
    return realm;
  }

  private OwnedSets few(TestRealm realm, String owner) throws InterruptedException {
    return OwnedSets.register(realm, owner, settings.few(), settings.rpts(), 1);
  }

  private TimedArm arm(String name, String description, KeycloakServer server, OwnedSets sets) {
    return new TimedArm(
        name, description.formatted(settings.few()), sets.requests(), server::cpuTime);
  }

  /** Warms up and measures; every resource set is in the cache as far as it has room. */
  private Map<String, Map<String, Latencies>> measure(List<TimedArm> arms, Runnable fillCache) {
    Map<String, Map<String, Latencies>> measured = new LinkedHashMap<>();
    for (List<String> operations : GROUPS) {
      InterleavedRun run = new InterleavedRun(arms, operations, settings.requests());
      progress(String.join(", ", operations));
      fillCache.run();
      run.measure(Math.max(1, settings.warmUp() / settings.requests()));
      fillCache.run();
      measured.putAll(run.measure(settings.rounds()));
    }
    return measured;
  }

  private Map<String, Latencies> measureLists(OwnedSets many, KeycloakServer server) {
    List<TimedArm> arms =
        List.of(
            new TimedArm(
                "Keycloak",
                "`GET /authz/protection/resource_set?owner=…&max=…`",
                Map.of(LIST, many.nativeList()),
                server::cpuTime),
            new TimedArm(
                "ours", "`GET /uma/resource_set`", Map.of(LIST, many.list()), server::cpuTime));
    InterleavedRun run = new InterleavedRun(arms, List.of(LIST), 1);
    run.measure(settings.rounds());
    return of(run.measure(settings.rounds()), LIST);
  }

  /** Keycloak's own grant twice, to see how much can be noise. */
  private Map<String, Latencies> measureGrants(OwnedSets few, KeycloakServer server) {
    List<TimedArm> arms =
        List.of(
            grantArm("Keycloak", few.nativeGrant(), server),
            grantArm("Keycloak′", few.nativeGrant(), server),
            grantArm("ours", few.grant(), server));
    InterleavedRun run = new InterleavedRun(arms, List.of(OwnedSets.GRANT), settings.requests());
    run.measure(Math.max(1, settings.warmUp() / settings.requests()));
    return of(run.measure(settings.rounds()), OwnedSets.GRANT);
  }

  private static TimedArm grantArm(String name, TimedRequest grant, KeycloakServer server) {
    return new TimedArm(name, name, Map.of(OwnedSets.GRANT, grant), server::cpuTime);
  }

  private String report(
      List<TimedArm> arms,
      Map<String, Map<String, Latencies>> before,
      Map<String, Map<String, Latencies>> after,
      Map<String, Latencies> lists,
      Map<String, Latencies> grants) {
    MarkdownTable latency =
        new MarkdownTable("ms", "A", "A′", "B", "A′/A", "B/A", "requests of an arm");
    MarkdownTable cpu =
        new MarkdownTable("CPU of the server, ms/request", "A", "A′", "B", "A′/A", "B/A");
    MarkdownTable servers =
        new MarkdownTable("ms", "S before", "A before", "S", "B", "A/S before", "B/S");
    for (String operation : after.keySet()) {
      Map<String, Latencies> now = of(after, operation);
      Map<String, Latencies> then = of(before, operation);
      latency.row(
          List.of(
              operation,
              inWords(now, "A"),
              inWords(now, "A′"),
              inWords(now, "B"),
              ratio(now, "A′", "A", Latencies::median),
              ratio(now, "B", "A", Latencies::median),
              String.valueOf(of(now, "A").requests())));
      cpu.row(
          List.of(
              operation,
              number(of(now, "A").cpuMillisPerRequest()),
              number(of(now, "A′").cpuMillisPerRequest()),
              number(of(now, "B").cpuMillisPerRequest()),
              ratio(now, "A′", "A", Latencies::cpuMillisPerRequest),
              ratio(now, "B", "A", Latencies::cpuMillisPerRequest)));
      servers.row(
          List.of(
              operation,
              inWords(then, "S"),
              inWords(then, "A"),
              inWords(now, "S"),
              inWords(now, "B"),
              ratio(then, "A", "S", Latencies::median),
              ratio(now, "B", "S", Latencies::median)));
      hold(operation, of(now, "B").median() / of(now, "A").median(), MOST_RATIO);
    }
    MarkdownTable list = new MarkdownTable("ms", "Keycloak", "ours", "ours/Keycloak", "requests");
    list.row(
        List.of(
            LIST,
            inWords(lists, "Keycloak"),
            inWords(lists, "ours"),
            ratio(lists, "ours", "Keycloak", Latencies::median),
            String.valueOf(of(lists, "ours").requests())));
    hold(LIST, of(lists, "ours").median() / of(lists, "Keycloak").median(), MOST_LIST_RATIO);

    MarkdownTable grant =
        new MarkdownTable(
            "ms",
            "Keycloak",
            "Keycloak′",
            "ours",
            "Keycloak′/Keycloak",
            "ours/Keycloak",
            "requests of an arm");
    grant.row(
        List.of(
            OwnedSets.GRANT,
            inWords(grants, "Keycloak"),
            inWords(grants, "Keycloak′"),
            inWords(grants, "ours"),
            ratio(grants, "Keycloak′", "Keycloak", Latencies::median),
            ratio(grants, "ours", "Keycloak", Latencies::median),
            String.valueOf(of(grants, "ours").requests())));
    grant.row(
        List.of(
            "CPU of the server, ms/request",
            number(of(grants, "Keycloak").cpuMillisPerRequest()),
            number(of(grants, "Keycloak′").cpuMillisPerRequest()),
            number(of(grants, "ours").cpuMillisPerRequest()),
            ratio(grants, "Keycloak′", "Keycloak", Latencies::cpuMillisPerRequest),
            ratio(grants, "ours", "Keycloak", Latencies::cpuMillisPerRequest),
            ""));
    hold(
        "grant, against Keycloak's own",
        of(grants, "ours").median() / of(grants, "Keycloak").median(),
        MOST_GRANT_RATIO);

    StringBuilder text =
        new StringBuilder()
            .append(latency)
            .append('\n')
            .append(cpu)
            .append('\n')
            .append(servers)
            .append('\n')
            .append(list)
            .append('\n')
            .append(grant)
            .append('\n');
    for (TimedArm arm : arms) {
      text.append("- ").append(arm.name()).append(": ").append(arm.description()).append('\n');
    }
    return text.append(
            """
            - arms: median (95th percentile); ratios: of the medians; bounds: B/A at most %s, ours/Keycloak at most %s for the list and %s for the grant
            - %d rounds of %d requests, warm-up %d requests per arm and operation, one connection; "before": before B was registered
            - Keycloak %s, each server with `%s`; database of each: %s
            - %s
            """
                .formatted(
                    MOST_RATIO,
                    MOST_LIST_RATIO,
                    MOST_GRANT_RATIO,
                    settings.rounds(),
                    settings.requests(),
                    settings.warmUp(),
                    System.getProperty("keycloak.version"),
                    String.join(" ", JVM_OPTIONS),
                    databases.inWords(),
                    Machine.withLoad()))
        .toString();
  }

  private void hold(String operation, double ratio, double most) {
    if (!(ratio <= most)) {
      broken.add(
          String.format(
              Locale.ROOT,
              "%s: %.2f times as long, and at most %s is allowed",
              operation,
              ratio,
              most));
    }
  }

  private static String inWords(Map<String, Latencies> arms, String arm) {
    Latencies latencies = of(arms, arm);
    return number(latencies.median()) + " (" + number(latencies.percentile95()) + ")";
  }

  private static String ratio(
      Map<String, Latencies> arms, String arm, String baseline, ToDoubleFunction<Latencies> of) {
    return String.format(
        Locale.ROOT,
        "%.3f",
        of.applyAsDouble(of(arms, arm)) / of.applyAsDouble(of(arms, baseline)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static <T> T of(Map<String, T> measured, String name) {
    T found = measured.get(name);
    if (found == null) {
      throw new IllegalStateException(name + " was not measured");
    }
    return found;
  }

  private void progress(String line) {
    out.println("… " + line);
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property, ""));
  }
}
