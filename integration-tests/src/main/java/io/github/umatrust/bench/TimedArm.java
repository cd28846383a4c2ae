package io.github.umatrust.bench;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One of the things whose latencies are compared.
 *
 * @param name a short name, for the heads of tables
 * @param description what it is, in a few words
 * @param requests what it is asked for, by the names of the operations
 * @param cpuTime the CPU time that its server has taken so far
 */
record TimedArm(
    String name,
    String description,
    Map<String, TimedRequest> requests,
    Supplier<Duration> cpuTime) {

  /**
   * The requests of an operation.
   *
   * @throws IllegalArgumentException where the arm has none
   */
  TimedRequest request(String operation) {
    TimedRequest found = requests.get(operation);
    if (found == null) {
      throw new IllegalArgumentException(name + " does not know " + operation);
    }
    return found;
  }
}
