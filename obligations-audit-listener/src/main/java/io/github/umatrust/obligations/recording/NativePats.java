package io.github.umatrust.obligations.recording;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.utils.RoleResolveUtil;

/**
 * Which access tokens Keycloak's own protection API takes for a PAT ({@code ProtectionService}): of
 * clients with authorization services, those of the client's own service account, and those whose
 * user has the client's role {@code uma_protection} in them.
 */
final class NativePats {

  /** A client role there; the scope of the same name means nothing to it. */
  private static final String ROLE = "uma_protection";

  private final KeycloakSession session;
  private final RealmModel realm;

  NativePats(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * Whether the token may be one. False for nearly all tokens, and told from what is in memory
   * anyway.
   */
  boolean isConceivable(TokenPostProcessorContext context) {
    AccessToken token = context.accessToken();
    return hasRole(token.getResourceAccess(), token)
        || user(context).getServiceAccountClientLink() != null
        || hasRolesElsewhere(token);
  }

  /** Whether the token is one; asked after {@link #isConceivable}. */
  boolean contain(TokenPostProcessorContext context) {
    AccessToken token = context.accessToken();
    ClientModel client = realm.getClientByClientId(token.getIssuedFor());
    // Keycloak caches the answer, also that a client is none
    if (client == null
        || session
                .getProvider(AuthorizationProvider.class)
                .getStoreFactory()
                .getResourceServerStore()
                .findByClient(client)
            == null) {
      return false;
    }
    if (client.isServiceAccountsEnabled()
        && client.getId().equals(user(context).getServiceAccountClientLink())) {
      return true;
    }
    return hasRole(
        hasRolesElsewhere(token)
            ? RoleResolveUtil.getAllResolvedClientRoles(session, context.clientSessionCtx())
            : token.getResourceAccess(),
        token);
  }

  private static UserModel user(TokenPostProcessorContext context) {
    return context.clientSessionCtx().getClientSession().getUserSession().getUser();
  }

  private static boolean hasRole(
      @Nullable Map<String, AccessToken.Access> roles, AccessToken token) {
    AccessToken.Access access = roles == null ? null : roles.get(token.getIssuedFor());
    return access != null && access.isUserInRole(ROLE);
  }

  /** Whether Keycloak will look up the roles of such a token when it is used. */
  private boolean hasRolesElsewhere(AccessToken token) {
    return token.getSubject() == null
        || (token.getSessionId() == null
            && token.getResourceAccess().isEmpty()
            && token.getRealmAccess() == null)
        || isLightweight(token);
  }

  private boolean isLightweight(AccessToken token) {
    try {
      return session
              .getProvider(TokenContextEncoderProvider.class)
              .getTokenContextFromTokenId(token.getId())
              .getTokenType()
          == AccessTokenContext.TokenType.LIGHTWEIGHT;
    } catch (IllegalArgumentException e) {
      return false; // an id in a form of somebody else's
    }
  }
}
