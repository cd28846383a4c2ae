package io.github.umatrust.indicator.request;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.util.BasicAuthHelper;

/**
 * The client that a request says it comes from, before Keycloak has authenticated it. Nothing but
 * the form of a parameter depends on the answer; what the client gets is decided after Keycloak
 * knows who it is.
 */
final class NamedClient {

  private NamedClient() {}

  /** The client named by parameter, by HTTP Basic or by a client assertion; null for none. */
  static @Nullable ClientModel of(
      KeycloakSession session,
      RealmModel realm,
      MultivaluedMap<String, String> parameters,
      HttpHeaders headers) {
    return Optional.ofNullable(parameters.getFirst(OAuth2Constants.CLIENT_ID))
        .or(() -> ofBasic(headers))
        .or(() -> ofAssertion(parameters.getFirst(OAuth2Constants.CLIENT_ASSERTION)))
        .map(id -> session.clients().getClientByClientId(realm, id))
        .orElse(null);
  }

  private static Optional<String> ofBasic(HttpHeaders headers) {
    try {
      return Optional.ofNullable(headers.getHeaderString(HttpHeaders.AUTHORIZATION))
          .map(BasicAuthHelper.RFC6749::parseHeader)
          .map(credentials -> credentials[0]);
    } catch (IllegalArgumentException e) {
      // Percent-encoding that is none; Keycloak is going to refuse it.
      return Optional.empty();
    }
  }

  private static Optional<String> ofAssertion(@Nullable String assertion) {
    if (assertion == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(
          new JWSInput(assertion).readJsonContent(JsonWebToken.class).getSubject());
    } catch (JWSInputException e) {
      return Optional.empty();
    }
  }
}
