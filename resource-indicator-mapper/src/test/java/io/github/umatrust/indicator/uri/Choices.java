package io.github.umatrust.indicator.uri;

/** Yes or no, as often as asked: the bits of a number that the fuzzer gave, over and over. */
final class Choices {

  private final long bits;
  private int next;

  Choices(long bits) {
    this.bits = bits;
  }

  boolean yes() {
    return (bits >>> (next++ % Long.SIZE) & 1) == 1;
  }

  /** A number from 0 up to, and without, a bound. */
  int below(int bound) {
    int number = 0;
    for (int reach = 1; reach < bound; reach *= 2) {
      number = number * 2 + (yes() ? 1 : 0);
    }
    return number % bound;
  }
}
