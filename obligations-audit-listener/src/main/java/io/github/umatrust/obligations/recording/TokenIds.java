package io.github.umatrust.obligations.recording;

import java.util.EnumSet;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

/** What Keycloak writes into the ids of its access tokens. */
final class TokenIds {

  private static final Set<SessionType> OFFLINE =
      EnumSet.of(SessionType.OFFLINE, SessionType.OFFLINE_TRANSIENT_CLIENT);

  private TokenIds() {}

  /** Whether the token lives on an offline session; false for an id that does not tell. */
  static boolean isOffline(KeycloakSession session, String tokenId) {
    try {
      return OFFLINE.contains(
          session
              .getProvider(TokenContextEncoderProvider.class)
              .getTokenContextFromTokenId(tokenId)
              .getSessionType());
    } catch (IllegalArgumentException e) {
      return false; // an id in a form of somebody else's
    }
  }
}
