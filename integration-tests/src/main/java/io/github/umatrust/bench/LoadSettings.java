package io.github.umatrust.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How the open-loop benchmark measures.
 *
 * @param bench rounds, slices and warm-up; and the virtual users of the closed loop that finds out
 *     how much the first arm does
 * @param share which share of that is due, 0 to 1
 * @param rate requests that are due in a second; 0 where the share says it
 * @param connections how many requests may be under way at a time
 * @param sets of how many resource sets the owners are
 * @param arms which arms take part, a regular expression over their names
 * @param operations what they are asked for, a regular expression over the operations' names
 */
record LoadSettings(
    BenchSettings bench,
    double share,
    double rate,
    int connections,
    List<Integer> sets,
    String arms,
    String operations) {

  /** How long after the end of a slice a request may still be begun. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final BenchSettings HALF_AN_HOUR =
      new BenchSettings(4, Duration.ofSeconds(3), Duration.ofSeconds(4), 2);

  LoadSettings {
    sets = List.copyOf(sets);
  }

  /**
   * Reads the system properties; see the profile {@code bench} of this module's build.
   *
   * @throws IllegalArgumentException when one has no value that can be
   */
  static LoadSettings fromSystemProperties() {
    BenchSettings bench = BenchSettings.fromSystemProperties(HALF_AN_HOUR);
    double share = Double.parseDouble(System.getProperty("bench.load", "0.5"));
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("bench.load is not above 0 and at most 1: " + share);
    }
    String rate = System.getProperty("load.rate", "");
    double fixed = rate.isEmpty() ? 0 : Options.positive("load.rate");
    List<Integer> sets =
        Arrays.stream(System.getProperty("load.sets", "10").split(",", -1))
            .map(number -> Integer.parseInt(number.strip()))
            .sorted()
            .distinct()
            .toList();
    if (sets.get(0) < 1) {
      throw new IllegalArgumentException("load.sets has a number below 1: " + sets);
    }
    return new LoadSettings(
        bench,
        share,
        fixed,
        Math.max(Options.positive("load.connections", 8), bench.threads()),
        sets,
        System.getProperty("bench.arms", ".*"),
        System.getProperty("bench.operations", ".*"));
  }
}
