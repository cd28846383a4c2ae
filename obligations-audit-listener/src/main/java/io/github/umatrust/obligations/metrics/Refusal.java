package io.github.umatrust.obligations.metrics;

import java.util.Locale;

/** Why a request was refused by the ledger. */
public enum Refusal {
  /** What was to be recorded could not be found out. */
  STAGING,
  /** The database did not take it. */
  DATABASE,
  /** Somebody else had the request's transaction rolled back, and the record with it. */
  ROLLBACK,
  /** Nothing would have kept the response back in such a case. */
  UNGUARDED;

  /** The value of the metric's tag. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
