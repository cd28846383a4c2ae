package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * Something that is in force, and what it hangs on.
 *
 * @param tokenKind what it hangs on
 * @param tokenId the latest token of the grant
 * @param issuedAt when that was recorded, milliseconds since the epoch
 * @param expiresAt when that expires, milliseconds since the epoch; null for never or unknown
 * @param grant what the token hangs on
 * @param resourceServer the resource server, null where none is involved
 */
record Standing(
    TokenKind tokenKind,
    String tokenId,
    long issuedAt,
    @Nullable Long expiresAt,
    Grant grant,
    @Nullable ClientRef resourceServer) {

  /** Whether Keycloak refuses its token when the token was issued before this second. */
  boolean isIssuedBefore(long second) {
    return issuedAt < second * 1000;
  }
}
