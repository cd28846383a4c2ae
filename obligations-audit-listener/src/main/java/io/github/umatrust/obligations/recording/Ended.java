package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.journal.End;
import org.jspecify.annotations.Nullable;

/**
 * An end that an event means.
 *
 * @param end what ended
 * @param at when it truly was, milliseconds since the epoch; null for now
 * @param known whether the ledger was seen to have something within its reach
 */
record Ended(End end, @Nullable Long at, boolean known) {

  /** An end of now. */
  static Ended now(End end) {
    return new Ended(end, null, false);
  }

  /** An end of now of something that the ledger has. */
  static Ended known(End end) {
    return new Ended(end, null, true);
  }
}
