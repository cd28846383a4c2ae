package io.github.umatrust.obligations.reconciling;

import org.jspecify.annotations.Nullable;

/** What Keycloak says of the things that obligations hang on; exists for one realm. */
interface Authority {

  /** The realm itself. */
  Account realm();

  /** A client by its internal id; null where there is none. */
  @Nullable Account client(String uuid);

  /** A user; null where there is none. */
  @Nullable Account user(String id);

  /** A user session, and a client's part in it. */
  SessionState session(String id, boolean offline, @Nullable String clientUuid);

  /** Whether a token was revoked by itself. */
  boolean isRevoked(String tokenId);

  /** Whether Keycloak wants the client to have a part in the session of this token. */
  boolean needsClientInSession(String tokenId);

  /**
   * A realm, client or user.
   *
   * @param enabled whether its tokens are taken at all
   * @param notBefore tokens issued before this second are not taken; seconds since the epoch, 0 for
   *     no such policy
   */
  record Account(boolean enabled, long notBefore) {}
}
