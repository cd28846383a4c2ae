package io.github.umatrust.indicator.uri;

/** A value that cannot name a resource; the message says why, in words fit for a client. */
public final class InvalidResourceUriException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason why the value was refused, as a predicate ("is not an absolute URI")
   */
  public InvalidResourceUriException(String reason) {
    super(reason);
  }

  /** Why the value was refused, as a predicate without the value itself. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
