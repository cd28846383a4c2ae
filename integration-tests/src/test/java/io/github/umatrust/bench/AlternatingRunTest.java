package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlternatingRunTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void everyArmIsAsOftenInEveryPlace(int arms) {
    for (int place = 0; place < arms; place++) {
      Map<Integer, Integer> times = new HashMap<>();
      for (int round = 0; round < 2 * arms; round++) {
        List<Integer> order = AlternatingRun.order(arms, round);
        assertThat(order).hasSize(arms).doesNotHaveDuplicates();
        times.merge(order.get(place), 1, Integer::sum);
      }
      assertThat(times).hasSize(arms);
      assertThat(times.values()).containsOnly(2);
    }
  }

  @Test
  void threeArmsComeInEachOrderOnce() {
    assertThat(IntStream.range(0, 6).mapToObj(round -> AlternatingRun.order(3, round)))
        .doesNotHaveDuplicates();
    assertThat(AlternatingRun.order(3, 6)).isEqualTo(AlternatingRun.order(3, 0));
  }

  @Test
  void onlyOneArmHasTheLoadAndAllOfThemGetIt() throws InterruptedException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    List<String> told = new ArrayList<>();
    AlternatingRun run =
        new AlternatingRun(
            List.of(arm("A", () -> requests.add("A")), arm("B", () -> requests.add("B"))),
            List.of("work"),
            Duration.ZERO,
            Duration.ofMillis(5),
            told::add);
    List<Comparison> comparisons = run.measure(2);
    assertThat(turns(requests)).containsExactly("A", "B", "A");
    assertThat(comparisons).extracting(Comparison::operation).containsExactly("work");
    assertThat(comparisons.get(0).requests()).isPositive().isLessThan(requests.size());
    assertThat(comparisons.get(0).summary("B", Sample::requestsPerSecond).least()).isPositive();
    assertThat(told).hasSize(2).allMatch(line -> line.contains("work A ") || line.contains(", A "));
  }

  @Test
  void armsWarmUpInTurnsToo() throws InterruptedException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    new AlternatingRun(
            List.of(arm("A", () -> requests.add("A")), arm("B", () -> requests.add("B"))),
            List.of("work"),
            Duration.ZERO,
            Duration.ZERO,
            line -> {})
        .warmUp(Duration.ofMillis(20));
    assertThat(turns(requests)).containsExactly("A", "B", "A", "B", "A", "B");
  }

  @Test
  void theServersTimeIsThatOfTheMeasuredRequestsAlone() throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    Arm arm =
        new Arm(
            "A",
            "takes 3 ms of CPU for each request",
            Map.of("work", List.of(sent::incrementAndGet)),
            () -> Duration.ofMillis(3L * sent.get()));
    AlternatingRun run =
        new AlternatingRun(
            List.of(arm), List.of("work"), Duration.ofMillis(5), Duration.ofMillis(5), line -> {});
    Comparison comparison = run.measure(1).get(0);
    assertThat(comparison.requests()).isPositive().isLessThan(sent.get());
    assertThat(comparison.summary("A", Sample::cpuMillisPerRequest).median()).isEqualTo(3);
  }

  @Test
  void aWrongAnswerEndsIt() {
    AlternatingRun run =
        new AlternatingRun(
            List.of(arm("A", AlternatingRunTest::fail)),
            List.of("work"),
            Duration.ZERO,
            Duration.ofMillis(5),
            line -> {});
    assertThatThrownBy(() -> run.measure(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("A, work: ")
        .hasMessageEndingWith("HTTP 503");
    assertThatThrownBy(() -> run.warmUp(Duration.ofMillis(5)))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Who had the load, one after the other. */
  private static List<String> turns(List<String> requests) {
    List<String> turns = new ArrayList<>();
    for (String arm : requests) {
      if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(arm)) {
        turns.add(arm);
      }
    }
    return turns;
  }

  private static Arm arm(String name, VirtualUser user) {
    return new Arm(name, name, Map.of("work", List.of(user)), () -> Duration.ZERO);
  }

  private static void fail() {
    throw new IllegalStateException("HTTP 503");
  }
}
