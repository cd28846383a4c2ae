package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  @Test
  void asManyAreDueOnTheAverageAsAreWanted() {
    Arrivals arrivals = Arrivals.poisson(500, Duration.ofSeconds(20), new Random(1));
    // The standard deviation of the number is 100.
    assertThat((double) arrivals.count()).isCloseTo(10_000, within(400.0));
    assertThat(arrivals.dueNanos()).isSorted();
    assertThat(arrivals.dueNanos().get(0)).isNotNegative();
    assertThat(arrivals.dueNanos().get(arrivals.count() - 1))
        .isLessThan(Duration.ofSeconds(20).toNanos());
  }

  @Test
  void gapsVaryAsThoseOfChanceDo() {
    List<Long> due = Arrivals.poisson(500, Duration.ofSeconds(20), new Random(1)).dueNanos();
    long longer =
        IntStream.range(1, due.size()).filter(i -> due.get(i) - due.get(i - 1) > 2_000_000).count();
    // Of exponential gaps 1/e are longer than their mean.
    assertThat((double) longer / due.size()).isCloseTo(Math.exp(-1), within(0.03));
  }

  @Test
  void theSameChanceGivesTheSameArrivals() {
    Arrivals arrivals = Arrivals.poisson(50, Duration.ofSeconds(2), new Random(7));
    assertThat(Arrivals.poisson(50, Duration.ofSeconds(2), new Random(7))).isEqualTo(arrivals);
    assertThat(Arrivals.poisson(50, Duration.ofSeconds(2), new Random(8))).isNotEqualTo(arrivals);
  }

  @Test
  void thereIsAlwaysOne() {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(Arrivals.poisson(1, Duration.ofSeconds(1), new Random(seed)).count()).isPositive();
    }
  }

  @Test
  void fewerThanOneCannotBeDrawn() {
    Duration second = Duration.ofSeconds(1);
    Random random = new Random(1);
    for (double rate : new double[] {0, 0.9, -1, Double.NaN}) {
      assertThatThrownBy(() -> Arrivals.poisson(rate, second, random))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
