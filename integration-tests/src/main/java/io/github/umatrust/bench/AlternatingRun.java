package io.github.umatrust.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Loads arms in turns, one at a time: in each round every arm gets one slice of each operation.
 * What changes slowly, the machine's temperature or its neighbours, so meets all arms alike.
 *
 * @param arms the arms
 * @param operations what they are asked to do, one after the other
 * @param settle load before each slice that is not measured
 * @param slice how long a slice is measured
 * @param progress is told what was seen, a line for each round
 */
public record AlternatingRun(
    List<Arm> arms,
    List<String> operations,
    Duration settle,
    Duration slice,
    Consumer<String> progress) {

  /**
   * Loads every arm with every operation, without measuring, until their code is compiled; in
   * turns, too, or the arm that comes first would share the machine with the others' start.
   *
   * @param each how long each arm is loaded with each operation, in all turns together
   * @throws IllegalStateException when a request does not get the right answer
   */
  public void warmUp(Duration each) throws InterruptedException {
    int turns = 2 * arms.size();
    for (int turn = 0; turn < turns; turn++) {
      for (String operation : operations) {
        for (int arm : order(arms.size(), turn)) {
          load(arms.get(arm), operation, each.dividedBy(turns));
        }
      }
    }
  }

  /**
   * Measures.
   *
   * @return a comparison for each operation, in their order
   * @throws IllegalStateException when a request does not get the right answer
   */
  public List<Comparison> measure(int rounds) throws InterruptedException {
    List<Comparison> comparisons = operations.stream().map(Comparison::new).toList();
    for (int round = 0; round < rounds; round++) {
      List<String> seen = new ArrayList<>();
      for (Comparison comparison : comparisons) {
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (int arm : order(arms.size(), round)) {
          samples.put(arms.get(arm).name(), sample(arms.get(arm), comparison.operation()));
        }
        samples.forEach(comparison::add);
        seen.add(comparison.operation() + " " + inWords(samples));
      }
      progress.accept("Round " + (round + 1) + " of " + rounds + ": " + String.join("; ", seen));
    }
    return comparisons;
  }

  /**
   * Which arm's turn it is in a round: every arm is as often first as last, and has every other one
   * before it as often.
   */
  static List<Integer> order(int arms, int round) {
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, arms).mapToObj(arm -> (arm + round) % arms).toList());
    if (round / arms % 2 == 1) {
      Collections.reverse(order);
    }
    return List.copyOf(order);
  }

  private Sample sample(Arm arm, String operation) throws InterruptedException {
    load(arm, operation, settle);
    Duration before = arm.cpuTime().get();
    Slice seen = load(arm, operation, slice);
    return new Sample(seen, arm.cpuTime().get().minus(before));
  }

  private static Slice load(Arm arm, String operation, Duration duration)
      throws InterruptedException {
    Slice seen = ClosedLoop.run(arm.users(operation), duration);
    if (seen.errors() > 0) {
      throw new IllegalStateException(
          "%s, %s: %d of %d requests did not get the right answer, the first one: %s"
              .formatted(arm.name(), operation, seen.errors(), seen.requests(), seen.firstError()));
    }
    return seen;
  }

  private static String inWords(Map<String, Sample> samples) {
    return samples.entrySet().stream()
        .map(s -> s.getKey() + " " + Math.round(s.getValue().requestsPerSecond()) + "/s")
        .collect(Collectors.joining(", "));
  }
}
