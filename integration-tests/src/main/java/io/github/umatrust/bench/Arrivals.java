package io.github.umatrust.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When requests are due, in nanoseconds since the beginning, in ascending order: so many in a
 * second on the average, and each at a moment that has nothing to do with the others, as where many
 * clients know nothing of each other.
 *
 * @param dueNanos the moments
 */
record Arrivals(List<Long> dueNanos) {

  Arrivals {
    dueNanos = List.copyOf(dueNanos);
  }

  /**
   * Draws them: gaps are distributed exponentially. Where none would be due, it is drawn again.
   *
   * @param perSecond how many are due in a second on the average
   * @param length how long requests become due
   * @param random where chance comes from: the same one gives the same arrivals
   * @throws IllegalArgumentException when less than one is due in that time on the average
   */
  static Arrivals poisson(double perSecond, Duration length, RandomGenerator random) {
    if (!(perSecond * length.toNanos() >= 1e9)) {
      throw new IllegalArgumentException(
          perSecond + " requests/s are less than one in " + length.toMillis() + " ms");
    }
    List<Long> due = new ArrayList<>();
    while (due.isEmpty()) {
      double at = random.nextExponential() * 1e9 / perSecond;
      while (at < length.toNanos()) {
        due.add((long) at);
        at += random.nextExponential() * 1e9 / perSecond;
      }
    }
    return new Arrivals(due);
  }

  /** How many there are. */
  int count() {
    return dueNanos.size();
  }
}
