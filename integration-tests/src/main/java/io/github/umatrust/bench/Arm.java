package io.github.umatrust.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One of the things that are compared.
 *
 * @param name a short name, for the heads of tables
 * @param description what it is, in a few words
 * @param users for each operation, the virtual users that ask this arm for it
 * @param cpuTime the CPU time that its server has taken so far
 */
public record Arm(
    String name,
    String description,
    Map<String, List<VirtualUser>> users,
    Supplier<Duration> cpuTime) {

  /**
   * The virtual users of an operation.
   *
   * @throws IllegalArgumentException where the arm has none
   */
  public List<VirtualUser> users(String operation) {
    List<VirtualUser> found = users.get(operation);
    if (found == null) {
      throw new IllegalArgumentException(name + " does not know " + operation);
    }
    return found;
  }
}
