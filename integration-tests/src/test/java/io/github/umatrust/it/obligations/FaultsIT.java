package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.Sabotage;
import io.github.umatrust.testkit.server.Database;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.TestLine;
import io.github.umatrust.testkit.server.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What clients see when something fails that the server needs, and that nothing is lost or wrongly
 * recorded by it. Servers and databases that are killed are {@link CrashIT}'s and {@link
 * NodeFailureIT}'s, providers that fail {@link SabotageIT}'s.
 */
@Tag("faults")
class FaultsIT {

  private static final Duration OUTAGE = Duration.ofSeconds(10);

  /** What one message to a slow database takes longer. */
  private static final Duration DELAY = Duration.ofMillis(20);

  private static final int TOKENS = 100;

  @Test
  void whileTheDatabaseIsAwayNobodyGetsATokenAndAfterwardsEverybodyDoes() throws Exception {
    requireServer();
    KeycloakInstallation installation = Keycloak.durableInstallation("faults-outage");
    Database database = installation.database();
    try (TestLine line = TestLine.to(database.port());
        LoadedServer server =
            new LoadedServer(new KeycloakInstallation(installation.home(), database.over(line)))) {
      server.awaitTokens(TOKENS);
      server.awaitCheckpoint();
      line.cut();
      database.crash();
      Thread.sleep(OUTAGE.dividedBy(2).toMillis());
      int during = server.tokens();
      assertThat(server.isReady()).as("ready without its database").isFalse();
      Thread.sleep(OUTAGE.dividedBy(2).toMillis());
      assertThat(server.tokens()).as("tokens issued without a database").isEqualTo(during);
      say("database away for %s, refused %s".formatted(OUTAGE, server.refusals()));
      database.recover();
      line.mend();
      long mended = System.nanoTime();
      await().atMost(Duration.ofMinutes(1)).until(server::isReady);
      server.awaitTokens(TOKENS);
      say("ready and issuing again after " + since(mended));
      say(server.verify());
    }
  }

  @Test
  void aSlowDatabaseMakesTokensSlowAndNothingElse() {
    requireServer();
    KeycloakInstallation installation = Keycloak.durableInstallation("faults-slow");
    Database database = installation.database();
    try (TestLine line = TestLine.to(database.port());
        LoadedServer server =
            new LoadedServer(new KeycloakInstallation(installation.home(), database.over(line)))) {
      server.awaitTokens(TOKENS);
      line.delay(DELAY);
      long slow = System.nanoTime();
      server.awaitTokens(TOKENS);
      say("%d tokens took %s, %s for each message".formatted(TOKENS, since(slow), DELAY));
      assertThat(server.isReady()).isTrue();
      assertThat(server.refusals()).isEmpty();
      server.awaitCheckpoint();
      line.delay(Duration.ZERO);
      say(server.verify());
    }
  }

  @Test
  void onAFullDiskNobodyGetsATokenWithoutItsRecord() throws Exception {
    Assumptions.assumeTrue(Keycloak.isOnH2(), "the database is no file of the server's");
    KeycloakInstallation installation = Keycloak.durableInstallation("faults-disk");
    try (LoadedServer server = new LoadedServer(installation)) {
      server.awaitTokens(TOKENS);
      server.awaitCheckpoint();
      Path file = installation.home().resolve("data/h2/keycloakdb.mv.db");
      limitFiles(server.pid(), Files.size(file) + 64 * 1024);
      await()
          .atMost(Duration.ofMinutes(2))
          .during(Duration.ofSeconds(3))
          .until(
              () -> {
                int before = server.tokens();
                Thread.sleep(500);
                return server.tokens() == before;
              });
      assertThat(server.isReady()).as("ready without its database").isFalse();
      say("disk full, refused %s".formatted(server.refusals()));
      server.restart();
      server.awaitTokens(TOKENS);
      say(server.verify());
    }
  }

  /**
   * No file of the process can grow beyond so many bytes: it fails as it does on a full disk. Needs
   * prlimit of util-linux.
   */
  private static void limitFiles(long pid, long bytes) {
    Tool.run(List.of("prlimit", "--pid=" + pid, "--fsize=" + bytes + ":"));
  }

  @Test
  void aClockThatIsSetForwardAndBackLosesNothing() {
    try (LoadedServer server = new LoadedServer(Keycloak.durableInstallation("faults-clock"))) {
      for (int hours : new int[] {0, 1, 0, -1, 0}) {
        Sabotage.call(server.realm(), "clock?offset=" + hours * 3600);
        server.awaitTokens(TOKENS);
        server.awaitCheckpoint();
        say("clock off by %d h, refused so far %s".formatted(hours, server.refusals()));
      }
      say(server.verify());
    }
  }

  private static void requireServer() {
    Assumptions.assumeTrue(
        Keycloak.isOnPostgres(), "no line leads to a database in the server: the profile postgres");
  }

  private static String since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis() + " ms";
  }

  private static void say(String line) {
    System.out.println("· faults: " + line);
  }
}
