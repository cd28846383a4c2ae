package io.github.umatrust.obligations.recording;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.authorization.PermissionTicketToken;

/** Permission tickets of Keycloak's own UMA 2.0: signed JWTs, named by their {@code jti}. */
final class NativeTickets {

  private NativeTickets() {}

  /**
   * The id of the ticket that the current request redeems; null when it redeems none. Keycloak has
   * verified the ticket before it issues a token for it.
   */
  static @Nullable String redeemedBy(KeycloakSession session) {
    MultivaluedMap<String, String> form =
        session.getContext().getHttpRequest().getDecodedFormParameters();
    if (form == null
        || !OAuth2Constants.UMA_GRANT_TYPE.equals(form.getFirst(OAuth2Constants.GRANT_TYPE))) {
      return null;
    }
    String ticket = form.getFirst("ticket");
    return ticket == null ? null : read(ticket).map(PermissionTicketToken::getId).orElse(null);
  }

  /** The content of a ticket that is known to be good. */
  static Optional<PermissionTicketToken> read(String ticket) {
    try {
      return Optional.of(new JWSInput(ticket).readJsonContent(PermissionTicketToken.class));
    } catch (JWSInputException e) {
      return Optional.empty();
    }
  }
}
