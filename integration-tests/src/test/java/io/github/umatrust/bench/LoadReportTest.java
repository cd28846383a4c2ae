package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadReportTest {

  private static final List<Arm> ARMS = List.of(arm("A"), arm("U"));

  private final Rounds<LoadSample> seen = new Rounds<>("read");

  @Test
  void ratiosAreTakenWithinTheRound() {
    // Everything twice as slow in the second round, and half as slow again with the JAR in each.
    seen.add("A", sample(1, 0));
    seen.add("A", sample(2, 0));
    seen.add("U", sample(1.5, 0));
    seen.add("U", sample(3, 0));
    assertThat(cells("A"))
        .containsExactly(
            "A",
            "1.50 (1.25–1.75)",
            "1.50 (1.25–1.75)",
            "1.50 (1.25–1.75)",
            "2.00 (2.00–2.00)",
            "–",
            "–",
            "–",
            "–",
            "20");
    assertThat(cells("U"))
        .containsExactly(
            "U",
            "2.25 (1.88–2.63)",
            "2.25 (1.88–2.63)",
            "2.25 (1.88–2.63)",
            "2.00 (2.00–2.00)",
            "1.50 (1.50–1.50)",
            "1.50 (1.50–1.50)",
            "1.50 (1.50–1.50)",
            "1.00 (1.00–1.00)",
            "20");
  }

  @Test
  void anArmThatDidNotKeepUpHasNoFigures() {
    seen.add("A", sample(1, 0));
    seen.add("A", sample(1, 0));
    seen.add("U", sample(1, 0));
    seen.add("U", sample(1, 3));
    assertThat(cells("U"))
        .startsWith("U", "not kept up in 1 of 2 rounds", "–")
        .containsOnlyOnce("not kept up in 1 of 2 rounds");
    assertThat(cells("U").subList(2, 10)).containsOnly("–");
  }

  @Test
  void nothingIsComparedWithAnArmThatDidNotKeepUp() {
    seen.add("A", sample(1, 1));
    seen.add("U", sample(1, 0));
    assertThat(cells("U").subList(1, 4)).containsOnly("1.00 (1.00–1.00)");
    assertThat(cells("U").subList(5, 9)).containsOnly("–");
  }

  @Test
  void anArmThatDoesNotKnowTheOperationHasNoFigures() {
    seen.add("A", sample(1, 0));
    assertThat(cells("U").subList(1, 10)).containsOnly("–");
  }

  private List<String> cells(String arm) {
    String row =
        LoadReport.table(ARMS, seen)
            .lines()
            .filter(line -> line.startsWith("| " + arm + " "))
            .findFirst()
            .orElseThrow();
    return List.of(row.substring(1).strip().split("\\s*\\|\\s*", 0));
  }

  private static Arm arm(String name) {
    return new Arm(name, name, Map.of(), () -> Duration.ZERO);
  }

  /** Ten requests that took as long, and two milliseconds of CPU each. */
  private static LoadSample sample(double millis, int notSent) {
    Histogram latencies = new Histogram(3);
    latencies.recordValueWithCount((long) (millis * 1e6), 10);
    return new LoadSample(new OpenSlice(latencies, notSent, 0, ""), Duration.ofMillis(20));
  }
}
