package io.github.umatrust.indicator.policy;

/** Text for {@code error_description}, which allows few characters (RFC 6749 §5.2). */
public final class ErrorText {

  /** Longest piece of a client's own value that is repeated to it, in characters. */
  public static final int MAX_VALUE_LENGTH = 100;

  private ErrorText() {}

  /**
   * A value of a request in quotes, shortened, with every character replaced that is not allowed
   * there.
   */
  public static String quote(String value) {
    boolean cut = value.length() > MAX_VALUE_LENGTH;
    String shortened = cut ? value.substring(0, MAX_VALUE_LENGTH) : value;
    StringBuilder out = new StringBuilder(shortened.length() + 5).append('\'');
    for (int i = 0; i < shortened.length(); i++) {
      char c = shortened.charAt(i);
      // The quote of this text is taken out too, so that a value cannot pretend to end early.
      boolean allowed = c >= 0x20 && c <= 0x7E && c != '"' && c != '\\' && c != '\'';
      out.append(allowed ? c : '?');
    }
    return out.append(cut ? "...'" : "'").toString();
  }
}
