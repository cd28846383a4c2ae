package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final Comparison comparison = new Comparison("work");

  @Test
  void comparesWithinTheRoundAndNotAcrossRounds() {
    // Twice as fast a round for both, and a tenth slower in each: across rounds it would not show.
    rounds("A", 100, 200, 400);
    rounds("B", 90, 180, 360);
    assertThat(comparison.ratio("B", "A", Sample::requestsPerSecond))
        .isEqualTo(new Summary(0.9, 0.9, 0.9, 0.9, 0.9));
    assertThat(comparison.summary("A", Sample::requestsPerSecond).median()).isEqualTo(200);
    assertThat(comparison.summary("B", Sample::requestsPerSecond).median()).isEqualTo(180);
  }

  @Test
  void anArmComparedWithItselfIsEqual() {
    rounds("A", 3, 7);
    assertThat(comparison.ratio("A", "A", Sample::requestsPerSecond))
        .isEqualTo(new Summary(1, 1, 1, 1, 1));
  }

  @Test
  void armsWithoutTheSameRoundsCannotBeCompared() {
    rounds("A", 3, 7);
    rounds("B", 3);
    assertThatThrownBy(() -> comparison.ratio("B", "A", Sample::requestsPerSecond))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> comparison.summary("C", Sample::requestsPerSecond))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cpuTimeIsPerRequest() {
    comparison.add("A", new Sample(new Slice(1, 4, 0, ""), Duration.ofMillis(10)));
    comparison.add("B", new Sample(new Slice(1, 2, 0, ""), Duration.ofMillis(10)));
    assertThat(comparison.summary("A", Sample::cpuMillisPerRequest).median()).isEqualTo(2.5);
    assertThat(comparison.ratio("B", "A", Sample::cpuMillisPerRequest).median()).isEqualTo(2);
  }

  @Test
  void countsRequestsAndErrorsOfAllArms() {
    comparison.add("A", new Sample(new Slice(1, 10, 0, ""), Duration.ZERO));
    comparison.add("A", new Sample(new Slice(1, 20, 1, "HTTP 500"), Duration.ZERO));
    comparison.add("B", new Sample(new Slice(1, 30, 2, "HTTP 400"), Duration.ZERO));
    assertThat(comparison.requests()).isEqualTo(60);
    assertThat(comparison.errors()).isEqualTo(3);
  }

  private void rounds(String arm, double... rates) {
    for (double rate : rates) {
      comparison.add(arm, new Sample(new Slice(rate, 1, 0, ""), Duration.ZERO));
    }
  }
}
