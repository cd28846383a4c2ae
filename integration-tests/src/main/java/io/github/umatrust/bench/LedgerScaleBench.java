package io.github.umatrust.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.ParentProcess;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.server.ServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether a long ledger makes questions slow: a realm with many entries and one with few on one
 * server, asked in turns; and how fast the sequencer works off what was recorded. Fails where a
 * bound is not held. Settings are system properties; see the profile {@code ledger-scale} of this
 * module's build.
 */
public final class LedgerScaleBench {

  /** How much longer a question may take in the long ledger than in the short one (95th pct.). */
  private static final double MOST_RATIO = 2;

  /**
   * How long the evidence for an entry of the long ledger may take, in milliseconds (95th pct.).
   */
  private static final double MOST_EVIDENCE = 20;

  /** How many entries the sequencer has to work off in a second, at least. */
  private static final double LEAST_PER_SECOND = 1000;

  private static final String EVIDENCE = "evidence";

  private static final Duration SEQUENCING_LIMIT = Duration.ofMinutes(40);

  private static final List<String> JVM_OPTIONS =
      List.of("-Xms768m", "-Xmx768m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  /** What is asked, with what is picked at random in the realm. */
  private static final Map<String, Function<Picks, String>> QUESTIONS = questions();

  /** SQL as Hibernate writes it for some of the questions, for its plan. */
  private static final Map<String, String> PLANS =
      Map.of(
          "newest",
          "select * from UT_OBLIGATION_PERIOD where REALM_ID = '%1$s'"
              + " order by REALM_ID desc, SINCE desc, ID desc fetch first 20 rows only",
          "in force",
          "select * from UT_OBLIGATION_PERIOD where REALM_ID = '%1$s'"
              + " and (UNTIL is null or UNTIL > 0)"
              + " order by REALM_ID desc, SINCE desc, ID desc fetch first 20 rows only",
          "party",
          "select * from UT_OBLIGATION_PERIOD where REALM_ID = '%1$s' and AZP_ID = '%2$s'"
              + " order by REALM_ID desc, AZP_ID desc, SINCE desc, ID desc"
              + " fetch first 20 rows only",
          "resource set",
          "select p.* from UT_OBLIGATION_RESOURCE_SET r"
              + " join UT_OBLIGATION_PERIOD p on p.ID = r.PERIOD_ID"
              + " where r.REALM_ID = '%1$s' and r.RESOURCE_SET_ID = '%3$s'"
              + " order by r.REALM_ID desc, r.RESOURCE_SET_ID desc, r.SINCE desc, r.PERIOD_ID desc"
              + " fetch first 20 rows only",
          "sequencer",
          "select ID from UT_OBLIGATION_JOURNAL where REALM_ID = '%1$s' and LEAF_INDEX = -1"
              + " order by LEAF_INDEX, REALM_ID, RECORDED_AT, ID fetch first 500 rows only");

  private final PrintStream out;
  private final int few;
  private final int many;
  private final int rounds;
  private final int requests;
  private final int warmUp;
  private final Path work;
  private final List<String> broken = new ArrayList<>();

  private LedgerScaleBench(PrintStream out) {
    this.out = out;
    this.few = Options.positive("ledger.few");
    this.many = Options.positive("ledger.many");
    this.rounds = Options.positive("ledger.rounds");
    this.requests = Options.positive("ledger.requests");
    this.warmUp = Options.positive("ledger.warmup");
    this.work = path("keycloak.work");
  }

  /**
   * Runs the benchmark and writes its report; exits with 1, and without an outcome, when a bound is
   * not held, a request did not get the right answer or a Keycloak did not come up.
   */
  public static void main(String[] arguments) throws IOException {
    ParentProcess.endTogether();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path report = path("ledger.report");
    Path outcome = path("ledger.outcome");
    Files.deleteIfExists(report);
    Files.deleteIfExists(outcome);
    try {
      LedgerScaleBench bench = new LedgerScaleBench(out);
      String table = bench.run();
      out.println();
      out.print(table);
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(report, table);
      if (bench.broken.isEmpty()) {
        Files.writeString(outcome, "held\n");
        System.exit(0);
      }
      bench.broken.forEach(bound -> out.println("✗ " + bound));
    } catch (ServerException
        | IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException
        | SQLException e) {
      out.println("✗ The benchmark stopped: " + e);
    } catch (InterruptedException e) {
      out.println("✗ The benchmark was interrupted.");
    }
    System.exit(1);
  }

  private String run() throws InterruptedException, SQLException {
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            path("keycloak.distribution"),
            work.resolve("ledger-scale"),
            KeycloakInstallation.jarsIn(path("keycloak.providers")),
            this::progress);
    progress("Starting Keycloak");
    int port = Ports.free();
    String fewId;
    String manyId;
    try (KeycloakServer server =
        KeycloakServer.start(installation, port, path("keycloak.realm"), JVM_OPTIONS)) {
      fewId = realm(new TestRealm(server.baseUrl(), "uma-trust"));
      manyId = realm(TestRealm.importCopy(server, path("keycloak.realm"), "long-ledger"));
    }
    long now = System.currentTimeMillis();
    JournalSeeder fewRows = new JournalSeeder(fewId, few, now);
    JournalSeeder manyRows = new JournalSeeder(manyId, many, now);
    progress("Writing " + few + " and " + many + " rows into the journal");
    try (Connection connection = connect(installation)) {
      fewRows.write(connection);
      manyRows.write(connection);
    }
    String sequenced;
    Map<String, Map<String, Latencies>> measured;
    List<TimedArm> arms;
    try (KeycloakServer server = KeycloakServer.restart(installation, port, JVM_OPTIONS)) {
      TestRealm large = new TestRealm(server.baseUrl(), "long-ledger");
      sequenced = awaitSequenced(large, server);
      arms =
          List.of(
              arm(
                  "A",
                  few + " entries",
                  new TestRealm(server.baseUrl(), "uma-trust"),
                  fewRows,
                  server),
              arm(
                  "A′",
                  few + " entries",
                  new TestRealm(server.baseUrl(), "uma-trust"),
                  fewRows,
                  server),
              arm("B", many + " entries", large, manyRows, server));
      InterleavedRun run =
          new InterleavedRun(arms, List.copyOf(arms.get(0).requests().keySet()), requests);
      progress("Warming up");
      run.measure(Math.max(1, warmUp / requests));
      progress("Measuring");
      measured = run.measure(rounds);
    }
    try (Connection connection = connect(installation)) {
      return report(arms, measured, sequenced, plans(connection, manyId, manyRows));
    }
  }

  private static String realm(TestRealm realm) {
    ObjectNode attributes = (ObjectNode) realm.adminGet("").path("attributes");
    // the reconciler would end everything: Keycloak knows none of these people
    attributes.put("obligations.reconcile-interval", "86400");
    realm.changeRealm(
        Map.of(
            "accessTokenLifespan",
            36_000,
            "ssoSessionMaxLifespan",
            36_000,
            "attributes",
            attributes));
    return realm.adminGet("").path("id").asText();
  }

  /** The database file, while no server has it. */
  private static Connection connect(KeycloakInstallation installation) throws SQLException {
    Path library = installation.home().resolve("lib/lib/main");
    try (var files = Files.list(library)) {
      URL jar =
          files
              .filter(file -> file.getFileName().toString().startsWith("com.h2database.h2"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no H2 in " + library))
              .toUri()
              .toURL();
      Driver driver =
          (Driver)
              new URLClassLoader(new URL[] {jar})
                  .loadClass("org.h2.Driver")
                  .getDeclaredConstructor()
                  .newInstance();
      Properties login = new Properties();
      login.setProperty("user", "");
      login.setProperty("password", "");
      return driver.connect(
          "jdbc:h2:file:"
              + installation.home().toAbsolutePath().resolve("data/h2/keycloakdb")
              + ";NON_KEYWORDS=VALUE",
          login);
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("cannot open the database", e);
    }
  }

  private String awaitSequenced(TestRealm realm, KeycloakServer server)
      throws InterruptedException {
    progress("Sequencing");
    long begun = System.nanoTime();
    long first = unsequenced(realm);
    long beganAt = System.nanoTime();
    Duration beganCpu = server.cpuTime();
    long left = first;
    while (left > 0) {
      if (System.nanoTime() - begun > SEQUENCING_LIMIT.toNanos()) {
        throw new IllegalStateException(left + " rows are not sequenced yet");
      }
      // to count a long backlog is work itself
      Thread.sleep(left > 50_000 ? 10_000 : 500);
      left = unsequenced(realm);
      progress(left + " left");
    }
    double seconds = (System.nanoTime() - beganAt) / 1e9;
    double perSecond = first / seconds;
    Duration used = server.cpuTime().minus(beganCpu);
    progress("Sequenced " + first + " in " + number(seconds) + " s");
    if (!(perSecond >= LEAST_PER_SECOND)) {
      broken.add("the sequencer works off " + number(perSecond) + " entries a second");
    }
    return "%d entries in %s s: %s entries/s, %s ms of CPU each"
        .formatted(first, number(seconds), number(perSecond), number(used.toNanos() / 1e6 / first));
  }

  private static long unsequenced(TestRealm realm) {
    return realm.adminGet("obligations/log").path("unsequenced").asLong();
  }

  private TimedArm arm(
      String name,
      String description,
      TestRealm realm,
      JournalSeeder seeded,
      KeycloakServer server) {
    Picks picks = new Picks(seeded, new Random(name.hashCode()), ids(realm, seeded));
    String authorization = realm.userAuthorization("auditor");
    Map<String, TimedRequest> requests = new LinkedHashMap<>();
    QUESTIONS.forEach(
        (question, query) ->
            requests.put(question, () -> timed(realm, authorization, () -> query.apply(picks))));
    return new TimedArm(name, description, requests, server::cpuTime);
  }

  /** Some entries all over the ledger. */
  private static List<String> ids(TestRealm realm, JournalSeeder seeded) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      int story = (int) ((long) seeded.stories() * i / 50);
      for (JsonNode entry :
          realm.adminGet("obligations/entries?tokenId=" + JournalSeeder.tokenId(story))) {
        ids.add(entry.path("id").asText());
      }
    }
    return ids;
  }

  private static long timed(TestRealm realm, String authorization, Supplier<String> query) {
    String url = realm.adminUrl("obligations" + query.get());
    long begun = System.nanoTime();
    Reply reply = Http.get(url, Http.AUTHORIZATION, authorization);
    long took = System.nanoTime() - begun;
    if (reply.status() != 200) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
    return took;
  }

  /** What is asked for, picked at random among what is there. */
  private record Picks(JournalSeeder seeded, Random random, List<String> entries) {

    String owner() {
      return seeded.userId(random.nextInt(seeded.people()));
    }

    String name() {
      return JournalSeeder.userName(random.nextInt(seeded.people()));
    }

    String resourceSet() {
      return seeded.resourceSet(random.nextInt(seeded.stories()) % (seeded.people() * 5));
    }

    String token() {
      return JournalSeeder.tokenId(random.nextInt(seeded.stories()));
    }

    String client() {
      return "client-" + random.nextInt(20);
    }

    long moment() {
      return System.currentTimeMillis() - (long) (random.nextDouble() * 360 * 24 * 3600 * 1000);
    }

    String entry() {
      return entries.get(random.nextInt(entries.size()));
    }
  }

  private static Map<String, Function<Picks, String>> questions() {
    Map<String, Function<Picks, String>> questions = new LinkedHashMap<>();
    questions.put("newest", picks -> "?max=20");
    questions.put("in force", picks -> "?state=in_force&max=20");
    questions.put("ended", picks -> "?state=ended&max=20");
    questions.put("not reported", picks -> "?state=not_reported&max=20");
    questions.put("clause", picks -> "?clause=RSO-AzP-Delegate-Protection&max=20");
    questions.put("party", picks -> "?party=" + picks.owner() + "&max=20");
    questions.put(
        "party, role, state",
        picks -> "?role=requesting_party&state=in_force&max=20&party=" + picks.owner());
    questions.put("party by name", picks -> "?max=20&party=" + picks.name());
    questions.put("client", picks -> "?max=20&client=" + picks.client());
    questions.put("resource set", picks -> "?max=20&resourceSet=" + picks.resourceSet());
    questions.put("token", picks -> "?tokenId=" + picks.token());
    questions.put("as of", picks -> "?max=20&asOf=" + picks.moment());
    questions.put("in force as of", picks -> "?state=in_force&max=20&asOf=" + picks.moment());
    questions.put(
        "from, to",
        picks -> {
          long from = picks.moment();
          return "?max=20&from=" + from + "&to=" + (from + 24 * 3600 * 1000);
        });
    questions.put("entries", picks -> "/entries?max=20");
    questions.put("entry", picks -> "/entries/" + picks.entry());
    questions.put(EVIDENCE, picks -> "/entries/" + picks.entry() + "/evidence");
    return questions;
  }

  private static String plans(Connection connection, String realmId, JournalSeeder seeded)
      throws SQLException {
    StringBuilder plans = new StringBuilder();
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> plan : new java.util.TreeMap<>(PLANS).entrySet()) {
        String sql = plan.getValue().formatted(realmId, seeded.userId(1), seeded.resourceSet(1));
        try (ResultSet rows = statement.executeQuery("explain " + sql)) {
          rows.next();
          plans.append("-- ").append(plan.getKey()).append('\n');
          plans.append(rows.getString(1).strip()).append("\n\n");
        }
      }
    }
    return plans.toString();
  }

  private String report(
      List<TimedArm> arms,
      Map<String, Map<String, Latencies>> measured,
      String sequenced,
      String plans) {
    MarkdownTable table =
        new MarkdownTable("ms", "A", "A′", "B", "A′/A (p95)", "B/A (p95)", "requests of an arm");
    measured.forEach(
        (question, ofArms) -> {
          Latencies a = of(ofArms, "A");
          Latencies again = of(ofArms, "A′");
          Latencies b = of(ofArms, "B");
          double ratio = b.percentile95() / a.percentile95();
          table.row(
              List.of(
                  question,
                  inWords(a),
                  inWords(again),
                  inWords(b),
                  number(again.percentile95() / a.percentile95()),
                  number(ratio),
                  String.valueOf(a.requests())));
          if (!(ratio <= MOST_RATIO)) {
            broken.add(question + ": " + number(ratio) + " times as long");
          }
          if (question.equals(EVIDENCE) && !(b.percentile95() < MOST_EVIDENCE)) {
            broken.add(question + ": " + number(b.percentile95()) + " ms");
          }
        });
    StringBuilder text = new StringBuilder().append(table).append('\n');
    text.append("- sequencer: ").append(sequenced).append('\n');
    for (TimedArm arm : arms) {
      text.append("- ").append(arm.name()).append(": ").append(arm.description()).append('\n');
    }
    return text.append(
            """
            - arms: median (95th percentile); bounds: B/A at most %s, evidence under %s ms, at least %s entries/s
            - %d rounds of %d requests, warm-up %d requests per arm and question, one connection
            - Keycloak %s on H2 with `%s`
            - %s

            Plans:

            ```
            %s
            ```
            """
                .formatted(
                    MOST_RATIO,
                    MOST_EVIDENCE,
                    LEAST_PER_SECOND,
                    rounds,
                    requests,
                    warmUp,
                    System.getProperty("keycloak.version"),
                    String.join(" ", JVM_OPTIONS),
                    Machine.withLoad(),
                    plans.strip()))
        .toString();
  }

  private static String inWords(Latencies latencies) {
    return number(latencies.median()) + " (" + number(latencies.percentile95()) + ")";
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
