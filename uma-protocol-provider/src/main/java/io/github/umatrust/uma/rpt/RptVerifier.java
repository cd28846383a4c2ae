package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.token.SignedTokens;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.jose.jws.JWSHeader;
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
  private final String issuer;

  RptVerifier(KeycloakSession session, ClientModel resourceServer) {
    super(session);
    this.resourceServer = resourceServer;
    this.issuer = new UmaUrls(session).rptIssuer();
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
    if (!SignedTokens.isWellFormed(tokenString)) {
      return refuse("not a JWT");
    }
    try {
      TokenVerifier<AccessToken> verifier =
          TokenVerifier.create(tokenString, AccessToken.class)
              .withChecks(new TokenVerifier.RealmUrlCheck(issuer));
      JWSHeader header = verifier.getHeader();
      SignatureProvider signatures =
          session.getProvider(SignatureProvider.class, header.getAlgorithm().name());
      if (signatures == null) {
        return refuse("not a signature of this realm");
      }
      token = verifier.verifierContext(signatures.verifier(header.getKeyId())).verify().getToken();
    } catch (VerificationException e) {
      return refuse("not a valid RPT");
    }
    eventBuilder.detail(Details.TOKEN_ID, token.getId());
    eventBuilder.detail(Details.TOKEN_TYPE, token.getType());
    if (!RptIssuer.TYPE.equals(token.getType())) {
      return refuse("not an RPT");
    }
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
