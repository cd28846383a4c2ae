package io.github.umatrust.obligations.account;

import jakarta.ws.rs.WebApplicationException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.Profile;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * A token with which somebody speaks for themselves here.
 *
 * <ul>
 *   <li>A person's is one that Keycloak's account API takes: it has the audience {@code account}
 *       and one of the roles {@code view-profile} and {@code manage-account}.
 *   <li>A service account's was issued to its own client, and for nobody else: without audience, or
 *       with {@code account} or the client itself among them. A token that is meant for an API
 *       would let that API speak for the client.
 *   <li>A PAT or an AAT is neither: who lets a resource server or a client have one does not let it
 *       read what binds them.
 * </ul>
 *
 * @param token the access token
 * @param client the client that it was issued to
 * @param user whose it is
 */
record OwnToken(AccessToken token, ClientModel client, UserModel user) {

  private static final Set<String> OF_OTHERS = Set.of("uma_protection", "uma_authorization");

  /** Why a token is not taken. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean invalid;

    private RefusedException(boolean invalid, String reason) {
      super(reason);
      this.invalid = invalid;
    }

    /** Whether another token is wanted (401), and not other rights (403). */
    boolean isInvalid() {
      return invalid;
    }
  }

  /**
   * The token of the request.
   *
   * @throws RefusedException when it is none with which somebody speaks for themselves
   */
  static OwnToken of(KeycloakSession session, RealmModel realm) throws RefusedException {
    AuthResult result = authenticate(session);
    if (result == null
        || result.token() == null
        || result.user() == null
        || result.client() == null) {
      throw new RefusedException(true, "an access token of the realm is wanted");
    }
    OwnToken own = new OwnToken(result.token(), result.client(), result.user());
    if (result.token().getAuthorization() != null || own.hasScopeOfOthers()) {
      throw new RefusedException(false, "neither a PAT nor an AAT nor an RPT speaks for anybody");
    }
    if (own.user().getServiceAccountClientLink() == null) {
      own.requireAccount(session, realm, result);
    } else {
      own.requireOwnClient();
    }
    return own;
  }

  private static @Nullable AuthResult authenticate(KeycloakSession session) {
    try {
      return new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
    } catch (WebApplicationException e) {
      return null; // a header that is malformed, a proof of possession that does not fit
    }
  }

  private boolean hasScopeOfOthers() {
    String scope = token.getScope();
    return scope != null && Arrays.stream(scope.split(" ", -1)).anyMatch(OF_OTHERS::contains);
  }

  private void requireOwnClient() throws RefusedException {
    if (!client.getId().equals(user.getServiceAccountClientLink())) {
      throw new RefusedException(false, "a service account speaks for its own client only");
    }
    String[] audience = token.getAudience();
    if (audience != null
        && audience.length > 0
        && !token.hasAudience(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)
        && !token.hasAudience(client.getClientId())) {
      throw new RefusedException(true, "the token is meant for another API");
    }
  }

  private void requireAccount(KeycloakSession session, RealmModel realm, AuthResult result)
      throws RefusedException {
    if (!Profile.isFeatureEnabled(Profile.Feature.ACCOUNT_API)) {
      throw new RefusedException(false, "the account API is off");
    }
    ClientModel account = realm.getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
    if (account == null || !account.isEnabled()) {
      throw new RefusedException(false, "the account API of the realm is off");
    }
    AccessToken claims = withClaims(session, account, result);
    if (!claims.hasAudience(account.getClientId())) {
      throw new RefusedException(true, "the token is not meant for the account API");
    }
    AccessToken.Access access = claims.getResourceAccess(account.getClientId());
    if (access == null
        || List.of(AccountRoles.MANAGE_ACCOUNT, AccountRoles.VIEW_PROFILE).stream()
            .noneMatch(access::isUserInRole)) {
      throw new RefusedException(
          false,
          "the token has neither the role "
              + AccountRoles.VIEW_PROFILE
              + " nor "
              + AccountRoles.MANAGE_ACCOUNT);
    }
  }

  /** A lightweight token says less than it stands for; Keycloak knows the rest. */
  private AccessToken withClaims(KeycloakSession session, ClientModel account, AuthResult result) {
    boolean complete =
        token.getAudience() != null && token.getResourceAccess(account.getClientId()) != null;
    return !complete
            && session.getProvider(
                    TokenIntrospectionProvider.class,
                    AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE)
                instanceof AccessTokenIntrospectionProvider<?> introspection
        ? introspection.transformAccessToken(token, result.session())
        : token;
  }
}
