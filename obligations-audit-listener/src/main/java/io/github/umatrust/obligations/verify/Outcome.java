package io.github.umatrust.obligations.verify;

/** How the command ends. */
enum Outcome {
  /** Everything verifies. */
  VERIFIED(0),
  /** Something does not verify; it was named. */
  NOT_VERIFIED(1),
  /** The command line is not understood. */
  USAGE(2),
  /** Something could not be read, so nothing is known. */
  UNREADABLE(3);

  private final int exitCode;

  Outcome(int exitCode) {
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
