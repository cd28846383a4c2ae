package io.github.umatrust.uma.resourceset;

import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Names that Keycloak can keep. It wants the names of an owner's resources at one resource server
 * to be different, which UMA does not: a name that is taken gets a tail.
 */
final class UniqueName {

  private static final int MOST = 255;
  private static final int NUMBERED = 20;
  private static final Pattern TAIL =
      Pattern.compile(
          "(.*) \\((?:[2-9]|1[0-9]|20|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\)",
          Pattern.DOTALL);

  private UniqueName() {}

  /**
   * The name itself, else the name with a number, else with a random tail.
   *
   * @param name at most 255 characters
   * @param taken whether another resource has a name
   */
  static String of(String name, Predicate<String> taken) {
    for (int number = 1; number <= NUMBERED; number++) {
      String candidate = number == 1 ? name : withTail(name, " (" + number + ")");
      if (!taken.test(candidate)) {
        return candidate;
      }
    }
    return withTail(name, " (" + UUID.randomUUID() + ")");
  }

  /** Whether a stored name was made of this one, and by nobody else since. */
  static boolean isMadeOf(String name, String stored) {
    if (stored.equals(name)) {
      return true;
    }
    var tail = TAIL.matcher(stored);
    return tail.matches() && withTail(name, stored.substring(tail.end(1))).equals(stored);
  }

  private static String withTail(String name, String tail) {
    int room = MOST - tail.length();
    String head = name.length() <= room ? name : name.substring(0, room);
    // Not in the middle of a character.
    boolean split = !head.isEmpty() && Character.isHighSurrogate(head.charAt(head.length() - 1));
    return (split ? head.substring(0, head.length() - 1) : head) + tail;
  }
}
