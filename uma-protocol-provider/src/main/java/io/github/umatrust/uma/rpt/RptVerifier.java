package io.github.umatrust.uma.rpt;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;

/**
 * Verifies RPTs with the checks of Keycloak's own introspection: signature, issuer, expiry,
 * revocation, not-before, client, session, user, offline consent; and that the token is an RPT for
 * the resource server that asks.
 */
final class RptVerifier extends AccessTokenIntrospectionProvider<AccessToken> {

  private final ClientModel resourceServer;

  RptVerifier(KeycloakSession session, ClientModel resourceServer) {
    super(session);
    this.resourceServer = resourceServer;
  }

  /**
   * The RPT when it is active, else null; then the error event has been sent.
   *
   * @param event the event of the introspection
   */
  @Nullable AccessToken verify(String rpt, EventBuilder event) {
    this.eventBuilder = event;
    return introspectionChecks(rpt) ? token : null;
  }

  @Override
  protected boolean verifyToken(String tokenString) {
    Optional<AccessToken> rpt = SignedRpts.read(session, tokenString);
    if (rpt.isEmpty()) {
      return refuse("not an RPT of this realm");
    }
    token = rpt.get();
    eventBuilder.detail(Details.TOKEN_ID, token.getId());
    eventBuilder.detail(Details.TOKEN_TYPE, token.getType());
    return true;
  }

  @Override
  protected boolean verifyAudience() {
    String[] audience = token.getAudience();
    if (audience == null || !List.of(audience).equals(List.of(resourceServer.getClientId()))) {
      return refuse("not for this resource server");
    }
    return true;
  }

  /** An RPT says what it says; Keycloak would run the client's protocol mappers over it. */
  @Override
  public AccessToken transformAccessToken(AccessToken rpt, UserSessionModel userSession) {
    return rpt;
  }

  private boolean refuse(String reason) {
    eventBuilder.detail(Details.REASON, reason);
    eventBuilder.error(Errors.INVALID_TOKEN);
    return false;
  }
}
