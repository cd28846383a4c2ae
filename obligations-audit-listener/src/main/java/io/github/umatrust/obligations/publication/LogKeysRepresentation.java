package io.github.umatrust.obligations.publication;

import io.github.umatrust.obligations.admin.LogKeyRepresentation;
import io.github.umatrust.obligations.log.RealmLog;
import java.util.List;

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
    String origin,
    long size,
    long minIndex,
    List<LogKeyRepresentation> keys,
    List<String> witnesses) {

  static LogKeysRepresentation of(RealmLog log, List<String> witnesses) {
    return new LogKeysRepresentation(
        log.origin(),
        log.size(),
        log.minIndex(),
        log.keys().stream().map(LogKeyRepresentation::of).toList(),
        witnesses);
  }
}
