package io.github.umatrust.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures latencies over one connection, and so without any queue: in each round every arm gets a
 * few requests of each operation, in an order that changes from round to round. What changes while
 * the benchmark runs so meets all arms alike.
 *
 * @param arms the arms
 * @param operations what they are asked for, one after the other
 * @param requests how many requests of an operation an arm gets in a row
 */
record InterleavedRun(List<TimedArm> arms, List<String> operations, int requests) {

  /**
   * Sends the requests of some rounds.
   *
   * @return what was measured, by operation and arm
   * @throws IllegalStateException when a request does not get the right answer
   */
  Map<String, Map<String, Latencies>> measure(int rounds) {
    Map<String, Map<String, Latencies>> measured = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (String operation : operations) {
        Map<String, Latencies> ofArms =
            measured.computeIfAbsent(operation, o -> new LinkedHashMap<>());
        for (int arm : AlternatingRun.order(arms.size(), round)) {
          measure(arms.get(arm), operation, ofArms);
        }
      }
    }
    return measured;
  }

  private void measure(TimedArm arm, String operation, Map<String, Latencies> ofArms) {
    TimedRequest request = arm.request(operation);
    request.prepare();
    List<Long> nanos = new ArrayList<>();
    Duration before = arm.cpuTime().get();
    try {
      for (int i = 0; i < requests; i++) {
        nanos.add(request.send());
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException(arm.name() + ", " + operation + ": " + e.getMessage(), e);
    }
    ofArms
        .computeIfAbsent(arm.name(), a -> new Latencies())
        .add(nanos, arm.cpuTime().get().minus(before));
  }
}
