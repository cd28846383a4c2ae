package io.github.umatrust.uma.account;

import io.github.umatrust.uma.protocol.UmaException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, asked for by the query parameters {@code first} and {@code max}, as in
 * Keycloak's account API.
 *
 * @param first how many to leave out
 * @param max how many at most
 */
record Page(int first, int max) {

  /** How many there are at most where nobody asks. */
  static final int DEFAULT = 100;

  /** The most that can be asked for. */
  static final int MOST = 1000;

  private static final int FARTHEST = 1_000_000;

  /**
   * The part that a request asks for.
   *
   * @throws UmaException {@code invalid_request} when a parameter is doubled or no number in range
   */
  static Page of(MultivaluedMap<String, String> query) {
    return new Page(
        number("first", query.get("first"), 0, 0, FARTHEST),
        number("max", query.get("max"), DEFAULT, 1, MOST));
  }

  private static int number(
      String name, @Nullable List<String> values, int otherwise, int least, int most) {
    if (values == null) {
      return otherwise;
    }
    if (values.size() == 1 && values.get(0).matches("\\d{1,9}")) {
      int number = Integer.parseInt(values.get(0));
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw UmaException.invalidRequest(name + " must be one number from " + least + " to " + most);
  }
}
