package io.github.umatrust.demo;

import io.github.umatrust.testkit.oauth.TestRealm;
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
import java.util.List;

/**
 * Starts Keycloak with the four JARs and the realm of the repository, plays one exchange and leaves
 * the server running until it is interrupted, or stops it with {@code demo.exit}. Settings are
 * system properties; see the profile {@code demo} of this module's build.
 */
public final class Demo {

  private static final String REALM = "uma-trust";
  private static final List<String> MODULES = List.of("java.net.http", "jdk.httpserver");

  private Demo() {}

  /**
   * Runs the demo; exits with 1 when a step did not give what it should, or Keycloak did not come
   * up.
   */
  public static void main(String[] arguments) throws IOException {
    ParentProcess.endTogether();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path outcome = path("demo.outcome");
    Files.deleteIfExists(outcome);
    boolean succeeded;
    try {
      succeeded = run(new Transcript(out));
    } catch (ServerException | IllegalStateException | UncheckedIOException e) {
      out.println("✗ The demo stopped: " + e.getMessage());
      succeeded = false;
    }
    if (succeeded) {
      Files.createDirectories(outcome.toAbsolutePath().getParent());
      Files.writeString(outcome, "succeeded\n");
    }
    System.exit(succeeded ? 0 : 1);
  }

  private static boolean run(Transcript transcript) {
    for (String module : MODULES) {
      if (ModuleLayer.boot().findModule(module).isEmpty()) {
        throw new ServerException(
            "this Java has no module " + module + "; a full JDK 17 or newer is needed");
      }
    }
    int port = port();
    Ports.requireFree(port);
    List<Path> jars = KeycloakInstallation.jarsIn(path("keycloak.providers"));
    KeycloakInstallation installation =
        KeycloakInstallation.prepare(
            path("keycloak.distribution"),
            path("keycloak.work").resolve("demo"),
            jars,
            transcript::progress);
    transcript.progress(
        "Starting Keycloak on http://localhost:" + port + " (about a quarter of a minute)");
    try (KeycloakServer server = KeycloakServer.start(installation, port, path("keycloak.realm"))) {
      TestRealm realm = new TestRealm(server.baseUrl(), REALM);
      new Exchange(realm, transcript, EvidenceCheck.of(jars)).play();
      transcript.line("");
      List<String> failures = transcript.failures();
      transcript.line(
          failures.isEmpty()
              ? "✓ Every step gave what it should."
              : "✗ "
                  + failures.size()
                  + " of the steps did not give what they should: "
                  + String.join("; ", failures));
      if (!Boolean.getBoolean("demo.exit")) {
        keepRunning(server, realm, transcript);
      }
      return failures.isEmpty();
    }
  }

  private static void keepRunning(KeycloakServer server, TestRealm realm, Transcript transcript) {
    transcript.line("");
    transcript.line("Keycloak goes on running until Ctrl-C. To look at:");
    transcript.line("   admin console    " + server.baseUrl() + "/admin/    admin / admin");
    transcript.line(
        "   the realm there  "
            + server.baseUrl()
            + "/admin/master/console/#/"
            + realm.name()
            + "/clients");
    transcript.line(
        "   account console  " + realm.issuer() + "/account/    alice / alice, bob / bob");
    transcript.line("   UMA discovery    " + realm.issuer() + "/.well-known/uma-configuration");
    transcript.line(
        "   obligations      "
            + realm.adminUrl("obligations")
            + "    with a token of auditor / auditor");
    transcript.line("   server log       " + server.log());
    try {
      server.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int port() {
    String port = System.getProperty("demo.port", "");
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new ServerException("demo.port is not a number: " + port, e);
    }
  }

  private static Path path(String property) {
    return Path.of(System.getProperty(property, ""));
  }
}
