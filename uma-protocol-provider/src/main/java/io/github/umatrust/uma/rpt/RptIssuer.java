package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.permission.RequestedPermission;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.settings.UmaSettings;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.List;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.TokenType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;

/**
 * Makes RPTs: signed JWTs with a type and an issuer of their own, so that nothing in Keycloak takes
 * one for an access token, with the resource server as only audience and nothing about the
 * requesting party but the id.
 */
final class RptIssuer {

  /** The {@code typ} claim of an RPT. */
  static final String TYPE = "RPT";

  private final UmaCall call;

  RptIssuer(UmaCall call) {
    this.call = call;
  }

  /**
   * An RPT for these permissions. It lives as long as the realm's access tokens, and never longer
   * than the AAT; a permission lives as long as the realm says, and never longer than the RPT.
   *
   * @param resourceServer the client that is the resource server
   */
  AccessToken issue(
      AuthorizationToken aat, ClientModel resourceServer, List<RequestedPermission> permissions) {
    long now = Time.currentTimeSeconds();
    long expiresAt = now + call.realm().getAccessTokenLifespan();
    if (aat.token().getExp() != null && aat.token().getExp() > 0) {
      expiresAt = Math.min(expiresAt, aat.token().getExp());
    }
    int lifespan = UmaSettings.of(call.realm()).permissionLifespan();
    long permissionEnds = lifespan == 0 ? expiresAt : Math.min(expiresAt, now + lifespan);
    AccessToken rpt = new AccessToken();
    rpt.id(tokenId(aat.token().getId()));
    rpt.type(TYPE);
    rpt.issuer(new UmaUrls(call.session()).rptIssuer());
    rpt.subject(aat.user().getId());
    rpt.audience(resourceServer.getClientId());
    rpt.issuedFor(aat.client().getClientId());
    rpt.setSessionId(aat.token().getSessionId());
    rpt.iat(now);
    rpt.exp(expiresAt);
    if (aat.token().getConfirmation() != null) {
      rpt.setConfirmation(aat.token().getConfirmation());
    }
    rpt.setOtherClaims(
        Permission.CLAIM,
        permissions.stream()
            .map(p -> new Permission(p.resourceSetId(), p.scopes(), permissionEnds))
            .toList());
    return rpt;
  }

  /**
   * The AAT's kind of session goes into the id, where Keycloak looks for it when the RPT is
   * verified.
   */
  private String tokenId(String aatId) {
    TokenContextEncoderProvider encoder =
        call.session().getProvider(TokenContextEncoderProvider.class);
    AccessTokenContext context = encoder.getTokenContextFromTokenId(aatId);
    return encoder.encodeTokenId(
        new AccessTokenContext(
            context.getSessionType(),
            TokenType.REGULAR,
            context.getGrantType(),
            SecretGenerator.getInstance().generateSecureID()));
  }
}
