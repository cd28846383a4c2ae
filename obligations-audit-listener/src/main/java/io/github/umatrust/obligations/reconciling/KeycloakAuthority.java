package io.github.umatrust.obligations.reconciling;

import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

/** Keycloak's own models, asked within one transaction. */
final class KeycloakAuthority implements Authority {

  private static final Account AS_LONG_AS_ITS_SESSION = new Account(true, 0);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final Sessions sessions;

  KeycloakAuthority(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
    this.sessions = new Sessions(session, realm);
  }

  @Override
  public Account realm() {
    return new Account(realm.isEnabled(), realm.getNotBefore());
  }

  @Override
  public @Nullable Account client(String uuid) {
    ClientModel client = realm.getClientById(uuid);
    return client == null ? null : new Account(client.isEnabled(), client.getNotBefore());
  }

  @Override
  public @Nullable Account user(String id) {
    if (LightweightUserAdapter.isLightweightUser(id)) {
      return AS_LONG_AS_ITS_SESSION; // exists in its session alone
    }
    UserModel user = session.users().getUserById(realm, id);
    return user == null
        ? null
        : new Account(user.isEnabled(), session.users().getNotBeforeOfUser(realm, user));
  }

  @Override
  public SessionState session(String id, boolean offline, @Nullable String clientUuid) {
    return sessions.state(id, offline, clientUuid);
  }

  @Override
  public boolean isRevoked(String tokenId) {
    return session.revokedTokens().contains(tokenId);
  }

  @Override
  public boolean needsClientInSession(String tokenId) {
    try {
      return !session
          .getProvider(TokenContextEncoderProvider.class)
          .getTokenContextFromTokenId(tokenId)
          .getSessionType()
          .isAllowTransientClientSession();
    } catch (IllegalArgumentException e) {
      return false; // an id in a form of somebody else's
    }
  }
}
