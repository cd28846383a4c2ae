package io.github.umatrust.obligations.sequencing;

import java.util.Set;

/** Hears how the sequencer gets on. */
public interface SequencingMonitor {

  /** Nobody listens; what fails is in the server's log all the same. */
  SequencingMonitor NONE = new SequencingMonitor() {};

  /** In these realms there is something to sequence or to publish, in all others nothing. */
  default void busy(Set<String> realmIds) {}

  /** Nobody can tell in which realms there is anything to do; it is tried again. */
  default void unknown() {}

  /**
   * So much of this realm's journal is not in its log yet.
   *
   * @param oldest when the first of these rows was recorded, milliseconds since the epoch
   */
  default void behind(String realmId, long rows, long oldest) {}

  /**
   * So many more rows of this realm's journal are in its log.
   *
   * @param latest when the last of these rows was recorded, milliseconds since the epoch
   */
  default void sequenced(String realmId, int rows, long latest) {}

  /** All of this realm's journal is in its log. */
  default void caughtUp(String realmId) {}

  /**
   * The log of this realm has entries that no checkpoint covers.
   *
   * @param publishedAt when the latest checkpoint was signed, milliseconds since the epoch
   */
  default void unpublished(String realmId, long publishedAt) {}

  /** A checkpoint covers all entries of this realm's log. */
  default void published(String realmId) {}

  /**
   * The journal of this realm could not be sequenced; its rows are safe, and it is tried again.
   *
   * @param failsOpen whether the realm would rather do without its ledger
   */
  default void failed(String realmId, boolean failsOpen) {}

  /** An entry of this realm is in the log, but no obligation was made of it. */
  default void projectionFailed(String realmId) {}
}
