package io.github.umatrust.obligations.projection;

import java.util.Optional;

/** What an obligation is at the moment of looking. */
public enum ObligationState {
  IN_FORCE("in_force"),
  ENDED("ended"),
  /** About one moment, which is past. Nothing ends such an obligation, and it does not last. */
  OCCURRED("occurred"),
  /**
   * Only the resource server knows whether it came into force, and has not told: neither that it
   * did, nor that it did not.
   */
  NOT_REPORTED("not_reported");

  private final String id;

  ObligationState(String id) {
    this.id = id;
  }

  /** The name used in the query API. */
  public String id() {
    return id;
  }

  /** The state with this {@link #id()}, or empty when there is none. */
  public static Optional<ObligationState> byId(String id) {
    for (ObligationState state : values()) {
      if (state.id.equals(id)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
