package io.github.umatrust.obligations.journal;

import java.util.Optional;

/** Why an obligation ended, other than by expiry, which needs no row: it is computed. */
public enum EndReason {
  /** The access token, or the refresh token it came with, was revoked (RFC 7009). */
  REVOKED("revoked"),
  /** The session ended by logout. */
  LOGOUT("logout"),
  /** The user withdrew consent for the client. */
  CONSENT_WITHDRAWN("consent_withdrawn"),
  /** An administrator removed the session. */
  SESSION_REMOVED("session_removed"),
  /** The user's account was removed. */
  USER_REMOVED("user_removed"),
  /** The client was removed. */
  CLIENT_REMOVED("client_removed"),
  /** The permission ticket was granted, so what was promised for it is done. */
  GRANTED("granted");

  private final String id;

  EndReason(String id) {
    this.id = id;
  }

  /** The name used in the journal and in the query API. */
  public String id() {
    return id;
  }

  /** The reason with this {@link #id()}, or empty when there is none. */
  public static Optional<EndReason> byId(String id) {
    for (EndReason reason : values()) {
      if (reason.id.equals(id)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
