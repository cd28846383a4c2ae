package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server under load is killed at moments nobody chose, again and again, and each time started
 * again: no token that a client received lacks its record, nothing is recorded or sequenced twice,
 * and the log that was published before goes on.
 *
 * <p>Every second time the database has a power failure with it, where it is a server of its own:
 * so what Keycloak commits without waiting for the disk is lost, and nothing of the ledger may be
 * that.
 *
 * <p>{@code crash.kills} says how often, {@code crash.seed} at which moments.
 */
@Tag("thorough")
class CrashIT {

  private static final int KILLS = Integer.getInteger("crash.kills", 20);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime() % 1_000_000);

  /** Tokens between a start and a kill, which comes up to so many milliseconds after the last. */
  private static final int MOST_TOKENS = 150;

  private static final int MOST_DELAY = 250;

  private final ReceivedTokens received = new ReceivedTokens();
  private final Set<String> checkpoints =
      Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>());

  @Test
  void noTokenThatAClientReceivedLacksItsRecord() throws Exception {
    say("seed " + SEED + ", " + KILLS + " kills");
    Random random = new Random(SEED);
    KeycloakInstallation installation = Keycloak.durableInstallation("crash");
    int port = Ports.free();
    KeycloakServer server = KeycloakServer.start(installation, port, Keycloak.realmFile());
    try {
      TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");
      MixedLoad.prepare(realm);
      MixedLoad.Subjects subjects = MixedLoad.Subjects.prepare(realm);
      WholeLog log = new WholeLog(realm);
      for (int kill = 1; kill <= KILLS; kill++) {
        int tokens = random.nextInt(MOST_TOKENS);
        int delay = random.nextInt(MOST_DELAY);
        int before = received.size();
        try (MixedLoad load = new MixedLoad(realm, subjects, received).start();
            Onlooker onlooker = new Onlooker(realm)) {
          long start = System.nanoTime();
          await()
              .atMost(Duration.ofMinutes(1))
              .pollInterval(Duration.ofMillis(5))
              .until(() -> received.size() >= before + tokens);
          Thread.sleep(delay);
          if (kill % 2 == 0) {
            installation.database().crash();
          }
          server.kill();
          Files.copy(
              server.log(),
              installation.home().resolve("server-%02d.log".formatted(kill)),
              StandardCopyOption.REPLACE_EXISTING);
          say(
              "kill %d after %d ms: %d tokens received, %d checkpoints seen, refused %s"
                  .formatted(
                      kill,
                      Duration.ofNanos(System.nanoTime() - start).toMillis(),
                      received.size() - before,
                      onlooker.seen(),
                      load.refusals()));
        }
        installation.database().recover();
        long start = System.nanoTime();
        server = KeycloakServer.restart(installation, port);
        awaitSequenced(realm);
        log.readOn();
        say(
            "ready after %d ms, %d entries in the log"
                .formatted(Duration.ofNanos(System.nanoTime() - start).toMillis(), log.size()));
        assertThat(log.missing(received.all()))
            .as("tokens without a record, seed %d", SEED)
            .isEmpty();
      }
      WholeLog again = new WholeLog(realm);
      again.readOn();
      assertThat(again.missing(received.all())).isEmpty();
      again.verify(checkpoints);
      assertThat(received.counts()).containsOnlyKeys("pat_issued", "aat_issued", "rpt_issued");
      assertThatEachIsObliging(new Ledger(realm), random);
      say(
          "%s received, %d entries, %d checkpoints seen before kills, all verified"
              .formatted(received.counts(), again.size(), checkpoints.size()));
    } finally {
      server.close();
    }
  }

  /** Some tokens, as an auditor would look them up. */
  private void assertThatEachIsObliging(Ledger ledger, Random random) {
    List<ReceivedTokens.Token> all = received.all();
    for (int i = 0; i < 25; i++) {
      ReceivedTokens.Token token = all.get(random.nextInt(all.size()));
      assertThat(ledger.ofTokenId(token.id())).as("obligations of %s", token).isNotEmpty();
    }
  }

  private static void awaitSequenced(TestRealm realm) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> WholeLog.unsequenced(realm) == 0);
  }

  private static void say(String line) {
    System.out.println("· crash: " + line);
  }

  /** Keeps every checkpoint that it sees, as a witness would. */
  private final class Onlooker implements AutoCloseable {

    private final Thread thread;
    private final int before = checkpoints.size();
    private volatile boolean stopped;

    Onlooker(TestRealm realm) {
      thread = new Thread(() -> look(realm), "onlooker");
      thread.start();
    }

    private void look(TestRealm realm) {
      while (!stopped) {
        try {
          checkpoints.addAll(WholeLog.latestCheckpoint(realm));
          Thread.sleep(200);
        } catch (UncheckedIOException | IllegalStateException e) {
          // The server is gone, or its database.
          return;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    int seen() {
      return checkpoints.size() - before;
    }

    @Override
    public void close() {
      stopped = true;
      MixedLoad.join(thread);
    }
  }
}
