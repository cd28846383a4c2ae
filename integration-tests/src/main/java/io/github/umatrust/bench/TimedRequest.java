package io.github.umatrust.bench;

/** A request of which only a part may count: what is cleared up after it does not. */
@FunctionalInterface
interface TimedRequest {

  /**
   * Sends the next request and waits for its answer.
   *
   * @return how long that took, in nanoseconds
   * @throws RuntimeException when there is no answer or not the right one; its message says why
   */
  long send();

  /** Is called before some requests in a row; what it does does not count. */
  default void prepare() {
    // nothing, in general
  }
}
