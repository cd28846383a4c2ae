package io.github.umatrust.bench;

/** What is given on the command line, as system properties. */
final class Options {

  private Options() {}

  /**
   * A number.
   *
   * @throws IllegalArgumentException when it is no positive number
   */
  static int positive(String property) {
    Integer value = Integer.getInteger(property);
    if (value == null || value < 1) {
      throw new IllegalArgumentException(
          property + " is not a positive number: " + System.getProperty(property));
    }
    return value;
  }
}
