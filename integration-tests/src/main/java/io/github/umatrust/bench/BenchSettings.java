package io.github.umatrust.bench;

import java.time.Duration;

/**
 * How long and how hard a benchmark measures.
 *
 * @param rounds how many slices each arm gets of each operation
 * @param slice how long a slice is measured
 * @param warmUp how long each arm is loaded with each operation before the first round
 * @param threads how many virtual users ask one arm at a time
 */
public record BenchSettings(int rounds, Duration slice, Duration warmUp, int threads) {

  /** Load before each slice that is not measured: the arm has had nothing to do for a while. */
  public static final Duration SETTLE = Duration.ofSeconds(1);

  /**
   * Reads the system properties {@code bench.rounds}, {@code bench.seconds}, {@code bench.warmup}
   * (seconds) and {@code bench.threads}; see the profile {@code bench} of this module's build.
   *
   * @throws IllegalArgumentException when one is no positive number
   */
  public static BenchSettings fromSystemProperties() {
    return new BenchSettings(
        positive("bench.rounds"),
        Duration.ofSeconds(positive("bench.seconds")),
        Duration.ofSeconds(positive("bench.warmup")),
        positive("bench.threads"));
  }

  private static int positive(String property) {
    Integer value = Integer.getInteger(property);
    if (value == null || value < 1) {
      throw new IllegalArgumentException(
          property + " is not a positive number: " + System.getProperty(property));
    }
    return value;
  }
}
