package io.github.umatrust.obligations.journal;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Why an obligation ended, other than by expiry, which needs no row: it is computed. */
public enum EndReason {
  /** The access token, or the refresh token it came with, was revoked (RFC 7009). */
  REVOKED("revoked"),
  /** The session ended by logout. */
  LOGOUT("logout"),
  /** The user withdrew consent for the client. */
  CONSENT_WITHDRAWN("consent_withdrawn"),
  /** The session was removed, by an administrator or because it was over. */
  SESSION_REMOVED("session_removed"),
  /** A not-before policy of the realm, the client or the user declared older tokens void. */
  NOT_BEFORE("not_before"),
  /** The user's account was disabled. */
  USER_DISABLED("user_disabled"),
  /** The client was disabled. */
  CLIENT_DISABLED("client_disabled"),
  /** The realm was disabled. */
  REALM_DISABLED("realm_disabled"),
  /** The user's account was removed. */
  USER_REMOVED("user_removed"),
  /** The client was removed. */
  CLIENT_REMOVED("client_removed"),
  /** The realm was removed. */
  REALM_REMOVED("realm_removed"),
  /** The resource set was removed. */
  RESOURCE_SET_REMOVED("resource_set_removed"),
  /** The owner took permissions back, or withdrew an approval. */
  PERMISSIONS_TAKEN_BACK("permissions_taken_back"),
  /** The requesting party withdrew from the terms it had accepted. */
  TERMS_WITHDRAWN("terms_withdrawn"),
  /** The requesting party had the claims forgotten that it had supplied. */
  CLAIMS_FORGOTTEN("claims_forgotten"),
  /** The permission ticket was granted, so what was promised for it is done. */
  GRANTED("granted");

  private static final Set<EndReason> REMOVALS =
      EnumSet.of(USER_REMOVED, CLIENT_REMOVED, REALM_REMOVED, RESOURCE_SET_REMOVED);

  private final String id;

  EndReason(String id) {
    this.id = id;
  }

  /** The name used in the journal and in the query API. */
  public String id() {
    return id;
  }

  /** Whether it ends what two parties agreed on, and not only a token or a session. */
  public boolean endsAgreements() {
    return isRemoval()
        || this == PERMISSIONS_TAKEN_BACK
        || this == TERMS_WITHDRAWN
        || this == CLAIMS_FORGOTTEN;
  }

  /** Whether what ended is gone for good. */
  public boolean isRemoval() {
    return REMOVALS.contains(this);
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
