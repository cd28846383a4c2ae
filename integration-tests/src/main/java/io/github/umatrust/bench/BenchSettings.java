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

  /** What the benchmarks of throughput do where nothing else is said. */
  private static final BenchSettings THROUGHPUT =
      new BenchSettings(12, Duration.ofSeconds(8), Duration.ofSeconds(40), 2);

  /**
   * Reads the system properties {@code bench.rounds}, {@code bench.seconds}, {@code bench.warmup}
   * (seconds) and {@code bench.threads}; see the profile {@code bench} of this module's build.
   *
   * @throws IllegalArgumentException when one is no positive number
   */
  public static BenchSettings fromSystemProperties() {
    return fromSystemProperties(THROUGHPUT);
  }

  /**
   * The same for a benchmark that has other values where nothing is said.
   *
   * @throws IllegalArgumentException when one is no positive number
   */
  static BenchSettings fromSystemProperties(BenchSettings otherwise) {
    return new BenchSettings(
        Options.positive("bench.rounds", otherwise.rounds()),
        seconds("bench.seconds", otherwise.slice()),
        seconds("bench.warmup", otherwise.warmUp()),
        Options.positive("bench.threads", otherwise.threads()));
  }

  private static Duration seconds(String property, Duration otherwise) {
    return Duration.ofSeconds(Options.positive(property, Math.toIntExact(otherwise.toSeconds())));
  }
}
