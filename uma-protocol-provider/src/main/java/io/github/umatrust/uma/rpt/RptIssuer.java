package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.settings.UmaSettings;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.ArrayList;
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

  /** The most permissions of one RPT, which has to fit into a header. */
  static final int MOST_PERMISSIONS = 25;

  private final UmaCall call;

  RptIssuer(UmaCall call) {
    this.call = call;
  }

  /**
   * An RPT without permissions. It lives as long as the realm's access tokens, and never longer
   * than the AAT.
   *
   * @param resourceServer the client that is the resource server
   */
  AccessToken create(AuthorizationToken aat, ClientModel resourceServer) {
    long now = Time.currentTimeSeconds();
    long expiresAt = now + call.realm().getAccessTokenLifespan();
    if (aat.token().getExp() != null && aat.token().getExp() > 0) {
      expiresAt = Math.min(expiresAt, aat.token().getExp());
    }
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
    return rpt;
  }

  /**
   * Permissions for an RPT. One lives as long as the realm says, and never longer than the RPT.
   *
   * @param ticketId the id of the ticket on which they are granted
   */
  List<CurrentPermission> permissions(AccessToken rpt, String ticketId, List<Part> parts) {
    int lifespan = UmaSettings.of(call.realm()).permissionLifespan();
    long expiresAt = lifespan == 0 ? rpt.getExp() : Math.min(rpt.getExp(), rpt.getIat() + lifespan);
    return parts.stream()
        .map(
            p ->
                new CurrentPermission(
                    p.resource(),
                    new Permission(
                        p.resource().getId(), p.scopes(), rpt.getIat(), expiresAt, ticketId)))
        .toList();
  }

  /**
   * Puts permissions into an RPT.
   *
   * @param granted those that are granted now
   * @param carried those of the RPT before, with the ends they had there; what is granted again is
   *     left out, and so are the first of too many
   * @return the permissions that the RPT has
   */
  static List<CurrentPermission> put(
      AccessToken rpt, List<CurrentPermission> granted, List<CurrentPermission> carried) {
    List<CurrentPermission> kept =
        carried.stream()
            .filter(c -> granted.stream().noneMatch(g -> g.permission().covers(c.permission())))
            .toList();
    int room = Math.max(0, MOST_PERMISSIONS - granted.size());
    List<CurrentPermission> all =
        new ArrayList<>(kept.subList(Math.max(0, kept.size() - room), kept.size()));
    all.addAll(granted);
    rpt.setOtherClaims(Permission.CLAIM, all.stream().map(CurrentPermission::permission).toList());
    return all;
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
