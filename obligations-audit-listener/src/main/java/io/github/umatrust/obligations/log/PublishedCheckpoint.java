package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.note.Checkpoint;
import io.github.umatrust.obligations.note.SignedNote;

/**
 * A checkpoint that the log published.
 *
 * @param checkpoint what it says
 * @param note the same, signed by the log and by the witnesses that sent a cosignature
 * @param publishedAt when, in milliseconds since the epoch
 */
public record PublishedCheckpoint(Checkpoint checkpoint, SignedNote note, long publishedAt) {

  /** How many entries it covers. */
  public long size() {
    return checkpoint.size();
  }
}
