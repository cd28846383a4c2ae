package io.github.umatrust.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.Databases;
import io.github.umatrust.testkit.server.H2Database;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the obligations ledger costs at the token endpoint: the throughput of a Keycloak without our
 * JARs, of a second one like it (what differs between these two is noise), and of one with the
 * ledger's JAR in three realms: one in which the ledger is off, one in which Keycloak saves its own
 * events (one row for each request, too), and one in which the ledger is on. These three share a
 * JVM, and so what it has compiled and how. Settings are system properties; see the profiles {@code
 * bench} and {@code postgres} of this module's build.
 */
public final class LedgerBench {

  private static final String REALM = "uma-trust";

  /** More users than processors: a server has something to do while some wait for the disk. */
  private static final BenchSettings SATURATED =
      new BenchSettings(10, Duration.ofSeconds(4), Duration.ofSeconds(15), 8);

  private static final String PAT_SCOPE = "openid uma_protection";

  /** What is asked for, and how much of the throughput without the JAR is wanted with it. */
  private static final Map<String, Double> OPERATIONS = operations();

  private static final String ORDINARY = "ordinary token, client credentials";
  private static final String PAT_CLIENT_CREDENTIALS = "PAT, client credentials";
  private static final String PAT_PASSWORD = "PAT, password";
  private static final String PAT_REFRESH = "PAT, refresh";
  private static final String RPT = "RPT of native UMA 2.0";

  private static final List<OverheadReport.Ratio> RATIOS =
      List.of(
          new OverheadReport.Ratio("A′", "A"),
          new OverheadReport.Ratio("O", "A"),
          new OverheadReport.Ratio("E", "O"),
          new OverheadReport.Ratio("B", "O"),
          new OverheadReport.Ratio("B", "A"));

  private final PrintStream out;
  private final BenchSettings settings;
  private final Path work;
  private final Databases databases;

  private LedgerBench(PrintStream out, BenchSettings settings, Path work, Databases databases) {
    this.out = out;
    this.settings = settings;
    this.work = work;
    this.databases = databases;
  }

  private static Map<String, Double> operations() {
    Map<String, Double> wanted = new LinkedHashMap<>();
    wanted.put(ORDINARY, 0.99);
    wanted.put(PAT_CLIENT_CREDENTIALS, 0.80);
    wanted.put(PAT_PASSWORD, 0.92);
    wanted.put(PAT_REFRESH, 0.92);
    wanted.put(RPT, 0.80);
    wanted
        .keySet()
        .removeIf(operation -> !operation.matches(System.getProperty("bench.operations", ".*")));
    return wanted;
  }

  /**
   * Runs the benchmark and writes its report; exits with 1, and without a report, when a request
   * did not get the right answer or a Keycloak did not come up.
   */
  public static void main(String[] arguments) throws IOException {
    BenchMain.run(
        out -> {
          Path work = BenchMain.path("keycloak.work");
          try (Databases databases = new Databases(work)) {
            return new LedgerBench(
                    out, BenchSettings.fromSystemProperties(SATURATED), work, databases)
                .run();
          }
        });
  }

  private String run() throws InterruptedException {
    if (!isPicked("B") || !(isPicked("A") || isPicked("O"))) {
      throw new IllegalArgumentException("bench.arms: B is compared with A or with O");
    }
    List<Path> jar = BenchMain.jar("obligations-audit-listener");
    try (KeycloakServer without = startPicked("A", "ledger-without");
        KeycloakServer again = startPicked("A′", "ledger-without-again");
        KeycloakServer with = start("ledger-with", jar, realm -> LedgerRealm.of(realm, true))) {
      TestRealm events = another(with, "keycloak-events", LedgerRealm::savingEvents);
      TestRealm off = another(with, "ledger-off", LedgerBench::withoutLedger);
      List<Arm> others = new ArrayList<>();
      if (without != null) {
        others.add(arm("A", "without the JAR", realm(without), without));
      }
      if (again != null) {
        others.add(arm("A′", "without the JAR, another server", realm(again), again));
      }
      Arm o = arm("O", "with the JAR, a realm in which the ledger is off", off, with);
      Arm e = arm("E", "the same server, a realm whose events Keycloak saves", events, with);
      Arm b = arm("B", "the same server, a realm in which the ledger is on", realm(with), with);
      requireEvents(events);
      requireRecords(with, true);
      List<Arm> arms = new ArrayList<>(others);
      List<Arm> turns = new ArrayList<>();
      for (Arm arm : List.of(o, e, b)) {
        if (isPicked(arm.name())) {
          arms.add(arm);
          // as often for each server: one that got more load would have compiled more of its code
          turns.addAll(others);
          turns.add(arm);
        }
      }
      progress("Warming up");
      run(turns).warmUp(settings.warmUp());
      List<Comparison> comparisons = run(arms).measure(settings.rounds());
      requireRecords(with, false);
      return new OverheadReport(settings, BenchMain.JVM_OPTIONS, ratios(arms))
              .text(arms, comparisons, OPERATIONS)
          + "- database: "
          + databases.inWords()
          + "\n";
    }
  }

  private static boolean isPicked(String arm) {
    return arm.matches(System.getProperty("bench.arms", ".*"));
  }

  private static List<OverheadReport.Ratio> ratios(List<Arm> arms) {
    List<String> names = arms.stream().map(Arm::name).toList();
    return RATIOS.stream()
        .filter(ratio -> names.contains(ratio.arm()) && names.contains(ratio.baseline()))
        .toList();
  }

  private AlternatingRun run(List<Arm> arms) {
    return new AlternatingRun(
        arms,
        List.copyOf(OPERATIONS.keySet()),
        BenchSettings.SETTLE,
        settings.slice(),
        this::progress);
  }

  private static ObjectNode withoutLedger(ObjectNode realm) {
    return LedgerRealm.of(realm, false);
  }

  private @Nullable KeycloakServer startPicked(String arm, String name) {
    return isPicked(arm) ? start(name, List.of(), LedgerBench::withoutLedger) : null;
  }

  private KeycloakServer start(
      String name, List<Path> providers, UnaryOperator<ObjectNode> change) {
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            BenchMain.path("keycloak.distribution"),
            databases.home(name),
            databases.of(name, H2Database.DEFAULT),
            providers,
            this::progress);
    Path realm =
        BenchRealm.write(
            BenchMain.path("keycloak.realm"), work.resolve(name + "-realm.json"), change);
    progress("Starting Keycloak for " + name);
    KeycloakServer server =
        KeycloakServer.start(installation, Ports.free(), realm, BenchMain.JVM_OPTIONS, options());
    try {
      keepToItsCores(server.pid());
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /**
   * With {@code bench.keycloak-cores}, such as {@code 0}, Keycloak runs on these cores only; what
   * runs on the others is for whoever starts the benchmark to say.
   */
  private static void keepToItsCores(long pid) {
    String cores = System.getProperty("bench.keycloak-cores", "");
    if (cores.isEmpty()) {
      return;
    }
    try {
      Process taskset =
          new ProcessBuilder("taskset", "-a", "-p", "-c", cores, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (taskset.waitFor() != 0) {
        throw new IllegalArgumentException("bench.keycloak-cores: no cores of this machine");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("bench.keycloak-cores needs taskset", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * On PostgreSQL Keycloak waits for the disk only where something else than sessions and events is
   * committed; with {@code bench.async-commit=false} always, as for every row of the ledger.
   */
  private static String[] options() {
    return Boolean.parseBoolean(System.getProperty("bench.async-commit", "true"))
        ? new String[0]
        : new String[] {"--spi-connections-jpa--quarkus--async-commit=false"};
  }

  private static TestRealm realm(KeycloakServer server) {
    return new TestRealm(server.baseUrl(), REALM);
  }

  /** Another realm on a server, from the same file. */
  private TestRealm another(KeycloakServer server, String name, UnaryOperator<ObjectNode> change) {
    Path file =
        BenchRealm.write(
            BenchMain.path("keycloak.realm"), work.resolve(name + "-realm.json"), change);
    return TestRealm.importCopy(server, file, name);
  }

  private Arm arm(String name, String description, TestRealm realm, KeycloakServer server) {
    OAuthClient album = realm.client("photo-album");
    OAuthClient planner = realm.client("planner");
    String resource = realm.resourceOpenTo("photo-album", "view", "bob");
    Map<String, List<VirtualUser>> users = new LinkedHashMap<>();
    users.put(ORDINARY, each(i -> TokenUsers.clientCredentials(planner)));
    users.put(
        PAT_CLIENT_CREDENTIALS,
        each(i -> TokenUsers.clientCredentials(album, "scope", "uma_protection")));
    users.put(
        PAT_PASSWORD,
        each(
            i ->
                () ->
                    TokenUsers.expectToken(
                        album.token(
                            Map.of(
                                "grant_type", List.of("password"),
                                "username", List.of("alice"),
                                "password", List.of("alice"),
                                "scope", List.of(PAT_SCOPE))))));
    users.put(
        PAT_REFRESH,
        each(
            i ->
                TokenUsers.refresh(
                    album,
                    album
                        .codeGrant(realm.browser("alice"), "scope", PAT_SCOPE)
                        .text("refresh_token"))));
    users.put(
        RPT,
        each(
            i -> {
              String bob =
                  TokenUsers.expectToken(
                      realm.client("print-service").codeGrant(realm.browser("bob")));
              return () ->
                  TokenUsers.expectToken(
                      Http.postForm(
                          realm.issuer() + "/protocol/openid-connect/token",
                          Map.of(
                              "grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
                              "audience", List.of("photo-album"),
                              "permission", List.of(resource + "#view")),
                          Http.AUTHORIZATION,
                          Http.bearer(bob)));
            }));
    users.values().forEach(ofOperation -> ofOperation.get(0).request());
    return new Arm(name, description, users, server::cpuTime);
  }

  private List<VirtualUser> each(IntFunction<VirtualUser> user) {
    return IntStream.range(0, settings.threads()).mapToObj(user).toList();
  }

  /** That an event is saved for what every operation does. */
  private static void requireEvents(TestRealm realm) {
    for (String type : LedgerRealm.SAVED) {
      if (realm.adminGet("events?max=1&type=" + type).isEmpty()) {
        throw new IllegalStateException("Keycloak saved no event " + type);
      }
    }
  }

  /** That the ledger is at work: it has PATs and RPTs, and none of what is ordinary. */
  private void requireRecords(KeycloakServer with, boolean atFirst) {
    TestRealm realm = realm(with);
    // afterwards one kind is buried under the other, deeper than a page looks
    for (String kind : atFirst ? List.of("pat", "rpt") : List.of(lastKind())) {
      JsonNode obligations = realm.adminGet("obligations?max=1&tokenKind=" + kind);
      if (obligations.isEmpty()) {
        throw new IllegalStateException("the ledger has no " + kind);
      }
    }
    List<String> strangers = new ArrayList<>();
    realm
        .adminGet("obligations?max=1&client=planner")
        .forEach(obligation -> strangers.add(obligation.path("clause").asText()));
    if (!strangers.isEmpty()) {
      throw new IllegalStateException("the ledger has " + strangers + " of an ordinary token");
    }
    progress(atFirst ? "The ledger records" : "The ledger has recorded to the end");
  }

  private static String lastKind() {
    List<String> operations = List.copyOf(OPERATIONS.keySet());
    return operations.get(operations.size() - 1).equals(RPT) ? "rpt" : "pat";
  }

  private void progress(String line) {
    out.println("… " + line);
  }
}
