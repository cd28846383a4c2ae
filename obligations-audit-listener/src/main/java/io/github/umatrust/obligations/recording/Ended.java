package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.journal.End;
import org.jspecify.annotations.Nullable;

/**
 * An end that an event means.
 *
 * @param end what ended
 * @param at when it truly was, milliseconds since the epoch; null for now
 */
record Ended(End end, @Nullable Long at) {

  /** An end of now. */
  static Ended now(End end) {
    return new Ended(end, null);
  }
}
