package io.github.umatrust.uma.token;

import io.github.umatrust.uma.protocol.Challenge;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AppAuthManager.AuthHeader;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.util.DPoPUtil;

/**
 * Authenticates requests by access tokens, with Keycloak's own verification: signature, issuer,
 * expiry, revocation, session, user, client, not-before, DPoP proof.
 */
final class AccessTokens {

  private static final String DPOP_SCHEME = "DPoP ";

  private AccessTokens() {}

  /**
   * The valid access token of the request, which has at least this scope. Only the token's own
   * {@code scope} counts: roles of the same names exist in Keycloak and mean something else.
   *
   * @throws UmaException 401 {@code invalid_token} or 403 {@code insufficient_scope} (RFC 6750
   *     §3.1)
   */
  static AuthResult authenticate(UmaCall call, String scope) {
    AuthResult result = authenticate(call);
    if (!hasScope(result.token().getScope(), scope)) {
      throw UmaException.insufficientScope(
          challenge(call), scope, "the access token does not have the scope " + scope);
    }
    return result;
  }

  /**
   * The valid access token of the request, whatever its scope.
   *
   * @throws UmaException 401 {@code invalid_token} (RFC 6750 §3.1)
   */
  static AuthResult authenticate(UmaCall call) {
    List<String> authorization =
        call.session()
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getRequestHeader(HttpHeaders.AUTHORIZATION);
    if (authorization == null || authorization.isEmpty()) {
      throw UmaException.tokenMissing(Challenge.bearer(call.realm().getName()));
    }
    AuthResult result = authorization.size() == 1 ? verify(call) : null;
    if (result == null
        || result.token() == null
        || result.user() == null
        || result.client() == null) {
      throw UmaException.invalidToken(challenge(call));
    }
    call.checkOrigin(result.client());
    return result;
  }

  /** The challenge in the scheme that the request uses. */
  static Challenge challenge(UmaCall call) {
    KeycloakSession session = call.session();
    String authorization =
        session
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getHeaderString(HttpHeaders.AUTHORIZATION);
    boolean dpop =
        authorization != null
            && authorization.regionMatches(true, 0, DPOP_SCHEME, 0, DPOP_SCHEME.length())
            && Profile.isFeatureEnabled(Profile.Feature.DPOP);
    return dpop
        ? Challenge.dpop(
            call.realm().getName(), String.join(" ", DPoPUtil.getDPoPSupportedAlgorithms(session)))
        : Challenge.bearer(call.realm().getName());
  }

  private static @Nullable AuthResult verify(UmaCall call) {
    AuthHeader header =
        AppAuthManager.extractAuthorizationHeaderTokenOrReturnNull(
            call.session().getContext().getHttpRequest().getHttpHeaders());
    if (header == null || !SignedTokens.isWellFormed(header.getToken())) {
      return null;
    }
    try {
      return new AppAuthManager.BearerTokenAuthenticator(call.session())
          .setTokenString(header.getToken())
          .authenticate();
    } catch (WebApplicationException e) {
      // Thrown for a proof of possession that does not fit.
      return null;
    }
  }

  static boolean hasScope(@Nullable String granted, String scope) {
    return granted != null && Arrays.asList(granted.split(" ", -1)).contains(scope);
  }
}
