package io.github.umatrust.obligations.journal;

import org.jspecify.annotations.Nullable;

/**
 * That something came to its end.
 *
 * @param reach what it reaches
 * @param reason why
 * @param issuedBefore only what was issued before this moment ends (a not-before policy);
 *     milliseconds since the epoch, null where the end itself is that moment
 */
public record End(Reach reach, EndReason reason, @Nullable Long issuedBefore) {

  /** An end of everything within its reach that was issued before it. */
  public End(Reach reach, EndReason reason) {
    this(reach, reason, null);
  }

  /**
   * Whether nothing can be issued within its reach afterwards. Such an end reaches its rows
   * whatever the order of their clocks says; others reach only what was recorded before them. Not
   * even a removal is one: an import brings realms, clients, users and resource sets back with the
   * ids they had.
   */
  public boolean isLast() {
    return reach.kind().isOnce();
  }
}
