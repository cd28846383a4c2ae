package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.journal.Bounded;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Query parameters, each read at most once and nothing taken on trust. */
public final class Parameters {

  private final Map<String, List<String>> parameters;

  /**
   * @param known the names that mean something
   * @throws InvalidQueryException for a parameter that is unknown or repeated
   */
  public Parameters(Map<String, List<String>> parameters, Set<String> known)
      throws InvalidQueryException {
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw new InvalidQueryException(
            "Unknown query parameter. Known are: "
                + String.join(", ", known.stream().sorted().toList()));
      }
      if (parameter.getValue().size() != 1) {
        throw new InvalidQueryException("Repeated query parameter: " + parameter.getKey());
      }
    }
    this.parameters = parameters;
  }

  /**
   * Text of some length, or null where the parameter is missing.
   *
   * @throws InvalidQueryException when it is empty, too long or no text
   */
  public @Nullable String text(String name) throws InvalidQueryException {
    List<String> values = parameters.get(name);
    if (values == null) {
      return null;
    }
    String value = values.get(0);
    if (value == null || value.isBlank()) {
      throw new InvalidQueryException("Empty query parameter: " + name);
    }
    if (value.length() > Bounded.ID || value.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidQueryException("Query parameter too long or not text: " + name);
    }
    return value;
  }

  /**
   * One of a set of values, or null where the parameter is missing.
   *
   * @throws InvalidQueryException for any other value
   */
  public <T> @Nullable T oneOf(String name, Function<String, Optional<T>> reader, String known)
      throws InvalidQueryException {
    String value = text(name);
    if (value == null) {
      return null;
    }
    return reader
        .apply(value)
        .orElseThrow(() -> new InvalidQueryException("Unknown " + name + ". Known are: " + known));
  }

  /**
   * A whole number.
   *
   * @throws InvalidQueryException for anything else, and outside the limits
   */
  public int number(String name, int otherwise, int least, int most) throws InvalidQueryException {
    String value = text(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a number outside the range
    }
    throw new InvalidQueryException("Not a number from " + least + " to " + most + ": " + name);
  }

  /**
   * A moment: milliseconds since the epoch, an instant, or a date, which is the beginning of that
   * day in UTC. Null where the parameter is missing.
   *
   * @throws InvalidQueryException for anything else
   */
  public @Nullable Long moment(String name) throws InvalidQueryException {
    return moment(name, Duration.ZERO);
  }

  /**
   * As {@link #moment(String)}, but a date is the end of that day.
   *
   * @throws InvalidQueryException for anything else
   */
  public @Nullable Long momentAfter(String name) throws InvalidQueryException {
    return moment(name, Duration.ofDays(1));
  }

  private @Nullable Long moment(String name, Duration afterDate) throws InvalidQueryException {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(value);
      }
      if (value.indexOf('T') < 0) {
        return LocalDate.parse(value)
            .atStartOfDay(ZoneOffset.UTC)
            .plus(afterDate)
            .toInstant()
            .toEpochMilli();
      }
      return Instant.parse(value).toEpochMilli();
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      throw new InvalidQueryException(
          "Not a moment (milliseconds since the epoch, 2026-01-31, 2026-01-31T12:00:00Z): " + name);
    }
  }
}
