package io.github.umatrust.uma.scopedocument;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How long a document is good for, as its server says in {@code Cache-Control} (RFC 9111 §5.2). */
final class Freshness {

  /** The least, so that nobody can have a document fetched all the time. */
  static final Duration LEAST = Duration.ofSeconds(60);

  /** The most, so that every change is seen one day. */
  static final Duration MOST = Duration.ofDays(1);

  /** What holds where the server says nothing. */
  static final Duration DEFAULT = Duration.ofHours(1);

  private static final String MAX_AGE = "max-age=";

  private Freshness() {}

  /**
   * How long a document is good for: the smallest {@code max-age}, within the bounds.
   *
   * @param cacheControl the values of all {@code Cache-Control} headers
   */
  static Duration of(List<String> cacheControl) {
    List<String> directives =
        cacheControl.stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
            .toList();
    if (directives.contains("no-store") || directives.contains("no-cache")) {
      return LEAST;
    }
    return directives.stream()
        .filter(directive -> directive.startsWith(MAX_AGE))
        .flatMap(directive -> seconds(directive.substring(MAX_AGE.length())).stream())
        .min(Duration::compareTo)
        .orElse(DEFAULT);
  }

  private static Optional<Duration> seconds(String value) {
    String digits =
        value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
            ? value.substring(1, value.length() - 1)
            : value;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    // Longer numbers than these are more than a day anyway.
    String significant = digits.replaceFirst("^0+(?=.)", "");
    Duration age =
        significant.length() > 9 ? MOST : Duration.ofSeconds(Integer.parseInt(significant));
    if (age.compareTo(LEAST) < 0) {
      return Optional.of(LEAST);
    }
    return Optional.of(age.compareTo(MOST) > 0 ? MOST : age);
  }
}
