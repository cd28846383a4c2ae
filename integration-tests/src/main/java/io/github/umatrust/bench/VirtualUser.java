package io.github.umatrust.bench;

/** One of the clients that put load on a server. It is used by one thread at a time. */
@FunctionalInterface
public interface VirtualUser {

  /**
   * Sends the next request and waits for its answer.
   *
   * @throws RuntimeException when there is no answer or not the right one; its message says why
   */
  void request();

  /**
   * Gets ready for the next request: not measured, and done whether or not one follows.
   *
   * @throws RuntimeException when that fails; its message says why
   */
  default void prepare() {
    // nothing, in general
  }
}
