package io.github.umatrust.obligations.recording;

import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.managers.AppAuthManager;

/** Tokens by which requests came that Keycloak has accepted. */
final class BearerTokens {

  private BearerTokens() {}

  /** The {@code jti} of the request's token; null where it has none that can be read. */
  static @Nullable String idIn(KeycloakSession session) {
    AppAuthManager.AuthHeader bearer =
        AppAuthManager.extractAuthorizationHeaderTokenOrReturnNull(
            session.getContext().getHttpRequest().getHttpHeaders());
    try {
      return bearer == null
          ? null
          : new JWSInput(bearer.getToken()).readJsonContent(JsonWebToken.class).getId();
    } catch (JWSInputException e) {
      return null;
    }
  }
}
