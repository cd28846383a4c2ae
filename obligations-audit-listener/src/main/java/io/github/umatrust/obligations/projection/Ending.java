package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.journal.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * When something ended or will end, and why.
 *
 * @param time milliseconds since the epoch, null when no end is known
 * @param reason what ended it, null for expiry
 */
public record Ending(@Nullable Long time, @Nullable EndReason reason) {

  /** No end is known. */
  public static final Ending NONE = new Ending(null, null);

  /** Whether it has ended by this moment. */
  public boolean isOver(long moment) {
    return time != null && time <= moment;
  }

  /** The earlier of the two; this one where they are equal. */
  Ending earlier(Ending other) {
    return other.time != null && (time == null || other.time < time) ? other : this;
  }

  /** The later of the two; the other one where they are equal. */
  Ending later(Ending other) {
    return time == null || (other.time != null && other.time < time) ? this : other;
  }
}
