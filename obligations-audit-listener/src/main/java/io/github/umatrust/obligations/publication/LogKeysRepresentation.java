package io.github.umatrust.obligations.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.umatrust.obligations.log.PublishedKey;
import io.github.umatrust.obligations.log.RealmLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one needs to know to verify a log.
 *
 * @param origin which log it is: the first line of its checkpoints
 * @param size how many entries the latest checkpoint covers
 * @param minIndex the lowest index whose entry is still served
 * @param keys the keys of the log, the oldest first
 * @param witnesses verifier keys of the witnesses whose cosignatures are taken
 */
public record LogKeysRepresentation(
    String origin, long size, long minIndex, List<Key> keys, List<String> witnesses) {

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
  public record Key(
      String vkey,
      boolean active,
      long createdAt,
      @Nullable Long retiredAt,
      @Nullable Long firstSize,
      @Nullable Long lastSize) {

    static Key of(PublishedKey key) {
      return new Key(
          key.key().toString(),
          key.isActive(),
          key.createdAt(),
          key.retiredAt(),
          key.firstSize(),
          key.lastSize());
    }
  }

  static LogKeysRepresentation of(RealmLog log, List<String> witnesses) {
    return new LogKeysRepresentation(
        log.origin(),
        log.size(),
        log.minIndex(),
        log.keys().stream().map(Key::of).toList(),
        witnesses);
  }
}
