package io.github.umatrust.bench;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterleavedRunTest {

  private final List<String> sent = new ArrayList<>();

  @Test
  void armsTakeTurnsInAnOrderThatChanges() {
    run(arm("A", 1), arm("B", 3)).measure(2);
    assertThat(sent).containsExactly("A", "A", "B", "B", "B", "B", "A", "A");
  }

  @Test
  void keepsWhatEachArmTook() {
    Map<String, Map<String, Latencies>> measured = run(arm("A", 1), arm("B", 3)).measure(4);
    Map<String, Latencies> work = requireNonNull(measured.get("work"));
    Latencies a = requireNonNull(work.get("A"));
    Latencies b = requireNonNull(work.get("B"));
    assertThat(a.requests()).isEqualTo(8);
    assertThat(a.median()).isEqualTo(1);
    assertThat(b.median()).isEqualTo(3);
    assertThat(b.percentile95()).isEqualTo(3);
    // Ten milliseconds each time it is asked, and so for two requests in a row.
    assertThat(b.cpuMillisPerRequest()).isEqualTo(5);
  }

  @Test
  void aWrongAnswerEndsItAndNamesItsArm() {
    TimedArm wrong =
        new TimedArm(
            "B",
            "",
            Map.of(
                "work",
                () -> {
                  throw new IllegalStateException("HTTP 500");
                }),
            () -> Duration.ZERO);
    InterleavedRun run = run(arm("A", 1), wrong);
    assertThatThrownBy(() -> run.measure(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("B, work: HTTP 500");
  }

  private static InterleavedRun run(TimedArm... arms) {
    return new InterleavedRun(List.of(arms), List.of("work"), 2);
  }

  private TimedArm arm(String name, int millis) {
    Duration[] cpu = {Duration.ZERO};
    return new TimedArm(
        name,
        "",
        Map.of(
            "work",
            () -> {
              sent.add(name);
              return Duration.ofMillis(millis).toNanos();
            }),
        () -> {
          cpu[0] = cpu[0].plusMillis(10);
          return cpu[0];
        });
  }
}
