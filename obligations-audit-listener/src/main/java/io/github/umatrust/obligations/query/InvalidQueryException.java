package io.github.umatrust.obligations.query;

/** A query parameter that cannot be honoured; the message says which and why. */
public class InvalidQueryException extends Exception {

  private static final long serialVersionUID = 1L;

  public InvalidQueryException(String message) {
    super(message);
  }
}
