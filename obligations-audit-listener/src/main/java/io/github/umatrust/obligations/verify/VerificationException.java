package io.github.umatrust.obligations.verify;

/** Why the command ends without having verified everything; the message is for its user. */
final class VerificationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  private VerificationException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** Something does not verify. */
  static VerificationException notVerified(String message) {
    return new VerificationException(Outcome.NOT_VERIFIED, message);
  }

  /** The command line is not understood. */
  static VerificationException usage(String message) {
    return new VerificationException(Outcome.USAGE, message);
  }

  /** Something could not be read. */
  static VerificationException unreadable(String message) {
    return new VerificationException(Outcome.UNREADABLE, message);
  }

  Outcome outcome() {
    return outcome;
  }
}
