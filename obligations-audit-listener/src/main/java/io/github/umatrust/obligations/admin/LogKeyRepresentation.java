package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.umatrust.obligations.log.PublishedKey;
import org.jspecify.annotations.Nullable;

/**
 * A key of the log.
 *
 * @param vkey the verifier key (C2SP signed-note)
 * @param active whether it signs the checkpoints of now
 * @param createdAt when it was made, milliseconds since the epoch
 * @param retiredAt when it signed for the last time; absent while it signs
 * @param firstSize size of the first checkpoint that it signed; absent before
 * @param lastSize size of the last checkpoint that it signed; absent while it signs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LogKeyRepresentation(
    String vkey,
    boolean active,
    long createdAt,
    @Nullable Long retiredAt,
    @Nullable Long firstSize,
    @Nullable Long lastSize) {

  /** What is shown of a key. */
  public static LogKeyRepresentation of(PublishedKey key) {
    return new LogKeyRepresentation(
        key.key().toString(),
        key.isActive(),
        key.createdAt(),
        key.retiredAt(),
        key.firstSize(),
        key.lastSize());
  }
}
