package io.github.umatrust.uma.token;

import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import java.util.Arrays;
import org.keycloak.common.Profile;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;

/**
 * A token by which a person looks after the own account: one that Keycloak's account API takes,
 * with its audience and roles. A PAT or an AAT is none, whatever its audience and roles: who lets a
 * resource server or client have one does not let it speak for the person here.
 *
 * @param token the access token
 * @param client the client that the person uses
 * @param user the person
 */
public record AccountToken(AccessToken token, ClientModel client, UserModel user) {

  /**
   * The token of a request that reads.
   *
   * @throws UmaException 401 {@code invalid_token}, or 403 {@code access_denied}
   */
  public static AccountToken toRead(UmaCall call) {
    return of(call, AccountRoles.MANAGE_ACCOUNT, AccountRoles.VIEW_PROFILE);
  }

  /**
   * The token of a request that changes something.
   *
   * @throws UmaException 401 {@code invalid_token}, or 403 {@code access_denied}
   */
  public static AccountToken toManage(UmaCall call) {
    return of(call, AccountRoles.MANAGE_ACCOUNT);
  }

  private static AccountToken of(UmaCall call, String... roles) {
    if (!Profile.isFeatureEnabled(Profile.Feature.ACCOUNT_API)) {
      throw UmaException.accessDenied("the account API is off");
    }
    AuthResult result = AccessTokens.authenticate(call);
    String scope = result.token().getScope();
    if (AccessTokens.hasScope(scope, ProtectionToken.SCOPE)
        || AccessTokens.hasScope(scope, AuthorizationToken.SCOPE)) {
      throw UmaException.accessDenied("neither a PAT nor an AAT speaks for a person");
    }
    ClientModel account = call.realm().getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
    AccessToken claims = account == null ? null : withClaims(call, result, account);
    if (account == null
        || !account.isEnabled()
        || claims == null
        || !claims.hasAudience(account.getClientId())) {
      throw UmaException.invalidToken(AccessTokens.challenge(call));
    }
    if (result.user().getServiceAccountClientLink() != null) {
      throw UmaException.accessDenied("a service account has no account of its own");
    }
    AccessToken.Access access = claims.getResourceAccess(account.getClientId());
    if (access == null || Arrays.stream(roles).noneMatch(access::isUserInRole)) {
      throw UmaException.accessDenied(
          "the token has none of the roles " + String.join(", ", roles));
    }
    return new AccountToken(result.token(), result.client(), result.user());
  }

  /** A lightweight token says less than it stands for; Keycloak knows the rest. */
  private static AccessToken withClaims(UmaCall call, AuthResult result, ClientModel account) {
    AccessToken token = result.token();
    boolean complete =
        token.getAudience() != null && token.getResourceAccess(account.getClientId()) != null;
    return !complete
            && call.session()
                    .getProvider(
                        TokenIntrospectionProvider.class,
                        AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE)
                instanceof AccessTokenIntrospectionProvider<?> introspection
        ? introspection.transformAccessToken(token, result.session())
        : token;
  }
}
