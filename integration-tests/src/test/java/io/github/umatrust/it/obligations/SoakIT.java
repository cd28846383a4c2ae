package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.server.ServerMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A server under mixed load for a quarter of an hour: nobody is refused, what waits for the
 * sequencer does not pile up, and the heap that is left after a collection does not grow but for
 * the sessions that Keycloak's caches fill up with.
 *
 * <p>{@code soak.minutes} says how long.
 */
@Tag("soak")
class SoakIT {

  private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 15));
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  /** A batch of the sequencer comes every second; this is far more than it ever has to wait. */
  private static final double MOST_SECONDS_BEHIND = 10;

  /** What the last half may need more than the first, in MiB. */
  private static final double MOST_GROWTH = 48;

  /**
   * What was seen at a moment.
   *
   * @param heap what is left after a collection, in MiB
   * @param waiting rows without a place in the log
   * @param behind since when the oldest of them waits, in seconds
   * @param tokens how many clients had received
   */
  private record Look(double heap, double waiting, double behind, int tokens) {}

  @Test
  void underMixedLoadNothingPilesUp() throws Exception {
    List<Look> looks = new ArrayList<>();
    try (LoadedServer server = new LoadedServer(Keycloak.durableInstallation("soak"))) {
      long end = System.nanoTime() + LENGTH.toNanos();
      while (System.nanoTime() < end) {
        Thread.sleep(BETWEEN.toMillis());
        looks.add(look(server));
      }
      assertThat(server.refusals()).isEmpty();
      say(server.verify());
    }
    assertThat(looks).allSatisfy(look -> assertThat(look.behind()).isLessThan(MOST_SECONDS_BEHIND));
    int half = looks.size() / 2;
    assertThat(least(looks.subList(half, looks.size())) - least(looks.subList(0, half)))
        .as("growth of the heap, MiB")
        .isLessThan(MOST_GROWTH);
  }

  private static double least(List<Look> looks) {
    return looks.stream().mapToDouble(Look::heap).min().orElseThrow();
  }

  private static Look look(LoadedServer server) {
    ServerMemory memory = new ServerMemory(server.pid(), server.metricsUrl());
    memory.collectGarbage();
    String metrics = Http.get(server.metricsUrl()).body();
    Look look =
        new Look(
            memory.heapBytes() / (1 << 20),
            ServerMemory.sum(metrics, "umatrust_obligations_unsequenced(\\{.*)?"),
            ServerMemory.sum(metrics, "umatrust_obligations_unsequenced_age_seconds(\\{.*)?"),
            server.tokens());
    say(
        "%d tokens, %.0f MiB of heap after a collection, %.0f rows wait, the oldest for %.1f s"
            .formatted(look.tokens(), look.heap(), look.waiting(), look.behind()));
    return look;
  }

  private static void say(String line) {
    System.out.println("· soak: " + line);
  }
}
