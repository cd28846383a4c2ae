package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakCluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes of a cluster under load are killed at moments nobody chose: the others go on with the log
 * soon, nothing that clients received is lost, and the log has no gap, double or fork.
 *
 * <p>{@code cluster.kills} says how often, {@code cluster.seed} at which moments.
 */
@Tag("cluster")
class NodeFailureIT {

  private static final int KILLS = Integer.getInteger("cluster.kills", 6);
  private static final long SEED = Long.getLong("cluster.seed", System.nanoTime() % 1_000_000);

  /** Until everything that clients had from the killed node has its place in the log. */
  private static final Duration HANDOVER = Duration.ofSeconds(10);

  @Test
  void whatOneNodeLeavesAnotherTakesUpWithinTenSeconds() throws InterruptedException {
    Random random = new Random(SEED);
    say("seed " + SEED + ", " + KILLS + " kills");
    ReceivedTokens received = new ReceivedTokens();
    Set<String> checkpoints = new HashSet<>();
    try (KeycloakCluster cluster =
        KeycloakCluster.start(
            Keycloak.durableInstallation("failing-nodes"), 2, Keycloak.realmFile())) {
      TestRealm realm = new TestRealm(cluster.baseUrl(), "uma-trust");
      MixedLoad.prepare(realm);
      MixedLoad.Subjects subjects = MixedLoad.Subjects.prepare(realm);
      WholeLog log = new WholeLog(realm);
      for (int kill = 1; kill <= KILLS; kill++) {
        int before = received.size();
        int victim = random.nextInt(cluster.size());
        try (MixedLoad load = new MixedLoad(realm, subjects, received).start()) {
          int tokens = 50 + random.nextInt(150);
          Awaitility.await()
              .atMost(Duration.ofMinutes(1))
              .pollInterval(Duration.ofMillis(5))
              .until(() -> received.size() >= before + tokens);
          checkpoints.addAll(WholeLog.latestCheckpoint(realm));
          cluster.node(victim).kill();
          long killed = System.nanoTime();
          List<ReceivedTokens.Token> had = received.all();
          Awaitility.await()
              .atMost(HANDOVER)
              .pollInterval(Duration.ofMillis(200))
              .ignoreExceptions()
              .until(
                  () -> {
                    log.readOn();
                    return log.missing(had).isEmpty();
                  });
          say(
              "kill %d, of node %d: %d tokens received before, all in the log after %d ms; refused %s"
                  .formatted(
                      kill,
                      victim,
                      received.size() - before,
                      Duration.ofNanos(System.nanoTime() - killed).toMillis(),
                      load.refusals()));
        }
        checkpoints.addAll(WholeLog.latestCheckpoint(realm));
        cluster.restart(victim);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> WholeLog.unsequenced(realm) == 0);
      WholeLog whole = new WholeLog(realm);
      whole.readOn();
      assertThat(whole.missing(received.all())).isEmpty();
      whole.verify(checkpoints);
      say(
          "%s received, %d entries, %d checkpoints seen, all verified"
              .formatted(received.counts(), whole.size(), checkpoints.size()));
    }
  }

  private static void say(String line) {
    System.out.println("· node failure: " + line);
  }
}
