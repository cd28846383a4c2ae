package io.github.umatrust.uma.resourceset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text of any length as the values of a Keycloak attribute: in numbered pieces, because a value
 * has room for 255 characters and values have no order.
 */
public final class LongAttribute {

  private static final int PIECE = 250;
  private static final int NUMBER = 4;
  private static final String FIRST = "0".repeat(NUMBER);

  private LongAttribute() {}

  /** The values of a text, at least one. No piece ends within a character. */
  public static List<String> toValues(String text) {
    List<String> values = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(text.length(), from + PIECE);
      if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      values.add(
          String.format(Locale.ROOT, "%0" + NUMBER + "d", values.size())
              + text.substring(from, to));
      from = to;
    } while (from < text.length());
    return values;
  }

  /**
   * The text of values; null where there are none. A single value without the first number is the
   * text itself: an administrator wrote it.
   */
  public static @Nullable String ofValues(@Nullable List<String> values) {
    if (values == null || values.isEmpty()) {
      return null;
    }
    if (values.size() == 1 && !values.get(0).startsWith(FIRST)) {
      return values.get(0);
    }
    StringBuilder text = new StringBuilder();
    values.stream()
        .filter(v -> v != null && v.length() > NUMBER)
        .sorted()
        .forEach(v -> text.append(v, NUMBER, v.length()));
    return text.toString();
  }
}
