package io.github.umatrust.obligations.log;

/**
 * The log in the database is not as this product left it: a row is missing or changed. Nothing is
 * signed then; {@link LogAudit} says what does not verify.
 */
public class LogException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LogException(String message) {
    super(message);
  }

  public LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
