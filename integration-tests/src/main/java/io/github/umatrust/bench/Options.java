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

  /**
   * A number that may be left out.
   *
   * @param otherwise what it is where the property is empty or missing
   * @throws IllegalArgumentException when it is no positive number
   */
  static int positive(String property, int otherwise) {
    return System.getProperty(property, "").isEmpty() ? otherwise : positive(property);
  }
}
