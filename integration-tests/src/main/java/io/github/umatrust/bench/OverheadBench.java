package io.github.umatrust.bench;

import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  private final PrintStream out;
  private final BenchSettings settings;
  private final Path work;

  private OverheadBench(PrintStream out, BenchSettings settings) {
    this.out = out;
    this.settings = settings;
    this.work = BenchMain.path("keycloak.work");
  }

  /**
   * Runs the benchmark and writes its report; exits with 1, and without a report, when a request
   * did not get the right answer or a Keycloak did not come up.
   */
  public static void main(String[] arguments) throws IOException {
    BenchMain.run(out -> new OverheadBench(out, BenchSettings.fromSystemProperties()).run());
  }

  private String run() throws InterruptedException {
    List<Path> jar = BenchMain.jar("resource-indicator-mapper");
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
      return new OverheadReport(
              settings,
              BenchMain.JVM_OPTIONS,
              List.of(new OverheadReport.Ratio("A′", "A"), new OverheadReport.Ratio("B", "A")))
          .text(arms, run.measure(settings.rounds()), Map.of());
    }
  }

  private KeycloakServer start(String name, List<Path> providers) {
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            BenchMain.path("keycloak.distribution"), work.resolve(name), providers, this::progress);
    Path realm =
        BenchRealm.write(
            BenchMain.path("keycloak.realm"),
            work.resolve(name + "-realm.json"),
            !providers.isEmpty());
    progress("Starting Keycloak for " + name);
    return KeycloakServer.start(installation, Ports.free(), realm, BenchMain.JVM_OPTIONS);
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

  private void progress(String line) {
    out.println("… " + line);
  }
}
