package io.github.umatrust.obligations.admin;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of comma-separated values (RFC 4180) that a spreadsheet takes for text: a value that could
 * be a formula gets an apostrophe before it.
 */
final class Csv {

  private static final String FORMULA = "=+-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20";

  private Csv() {}

  /** One row with its line end. Null is an empty value. */
  static String row(List<? extends @Nullable Object> values) {
    return values.stream().map(Csv::value).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String value(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value.toString();
    if (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 && !(value instanceof Number)) {
      text = "'" + text;
    }
    boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
