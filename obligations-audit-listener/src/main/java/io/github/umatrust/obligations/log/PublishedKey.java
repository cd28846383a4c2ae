package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.note.VerifierKey;
import org.jspecify.annotations.Nullable;

/**
 * A key that the log signs with, or signed with.
 *
 * @param key the verifier key
 * @param createdAt when it was made, in milliseconds since the epoch
 * @param retiredAt when it signed for the last time; null while it signs
 * @param firstSize size of the first checkpoint that it signed; null before
 * @param lastSize size of the last checkpoint that it signed; null while it signs
 */
public record PublishedKey(
    VerifierKey key,
    long createdAt,
    @Nullable Long retiredAt,
    @Nullable Long firstSize,
    @Nullable Long lastSize) {

  /** Whether it signs the checkpoints of now. */
  public boolean isActive() {
    return retiredAt == null;
  }
}
