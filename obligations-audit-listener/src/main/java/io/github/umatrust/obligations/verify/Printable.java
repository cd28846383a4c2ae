package io.github.umatrust.obligations.verify;

/** Text of others, made harmless for a terminal. */
final class Printable {

  private Printable() {}

  /** The text, with a code for each character that is not seen or moves others. */
  static String text(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    new String(Character.toChars(c))
                        .chars()
                        .forEach(unit -> printable.append("\\u%04x".formatted(unit)));
                default -> printable.appendCodePoint(c);
              }
            });
    return printable.toString();
  }
}
