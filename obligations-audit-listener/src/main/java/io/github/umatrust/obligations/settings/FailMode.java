package io.github.umatrust.obligations.settings;

/** What happens to a token that cannot be recorded. */
public enum FailMode {
  /** It does not leave the server: 503. */
  CLOSED,
  /** It leaves the server, and the ledger says that something is missing as soon as it can. */
  OPEN
}
