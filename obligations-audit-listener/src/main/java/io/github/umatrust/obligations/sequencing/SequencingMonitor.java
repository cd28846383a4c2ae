package io.github.umatrust.obligations.sequencing;

/** Hears what the sequencer could not do. */
public interface SequencingMonitor {

  /** Keeps it for itself; what failed is in the log all the same. */
  SequencingMonitor NONE =
      new SequencingMonitor() {
        @Override
        public void failed(String realmId) {
          // nobody counts
        }

        @Override
        public void projectionFailed(String realmId) {
          // nobody counts
        }
      };

  /** Nothing of this realm could be sequenced; the rows are safe, and it is tried again. */
  void failed(String realmId);

  /** An entry of this realm is in the log, but no obligation was made of it. */
  void projectionFailed(String realmId);
}
