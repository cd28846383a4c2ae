package io.github.umatrust.uma.rpt;

import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.token.SignedTokens;
import java.util.Optional;
import org.keycloak.TokenVerifier;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.JWSHeader;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.UserSessionUtil;
import org.keycloak.services.util.UserSessionUtil.UserSessionValidationResult;

/** RPTs of this realm as such, whether or not they can still be used. */
public final class SignedRpts {

  private SignedRpts() {}

  /**
   * Reads a token that this realm signed as an RPT; empty for everything else. Nothing is said of
   * its expiry, its revocation or its resource server.
   */
  public static Optional<AccessToken> read(KeycloakSession session, String token) {
    if (!SignedTokens.isWellFormed(token)) {
      return Optional.empty();
    }
    try {
      TokenVerifier<AccessToken> verifier =
          TokenVerifier.create(token, AccessToken.class)
              .withChecks(new TokenVerifier.RealmUrlCheck(new UmaUrls(session).rptIssuer()));
      JWSHeader header = verifier.getHeader();
      SignatureProvider signatures =
          session.getProvider(SignatureProvider.class, header.getAlgorithm().name());
      if (signatures == null) {
        return Optional.empty();
      }
      AccessToken rpt =
          verifier.verifierContext(signatures.verifier(header.getKeyId())).verify().getToken();
      return RptIssuer.TYPE.equals(rpt.getType()) ? Optional.of(rpt) : Optional.empty();
    } catch (VerificationException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether nothing but time ended an RPT: it is not revoked, not older than a not-before, and its
   * client, user and session are there. The checks of introspection without that of the expiry, and
   * without an event.
   */
  public static boolean isUnrevoked(KeycloakSession session, AccessToken rpt) {
    RealmModel realm = session.getContext().getRealm();
    ClientModel client = realm.getClientByClientId(rpt.getIssuedFor());
    if (client == null || !client.isEnabled()) {
      return false;
    }
    try {
      TokenVerifier.createWithoutSignature(rpt)
          .withChecks(
              TokenManager.NotBeforeCheck.forModel(realm),
              TokenManager.NotBeforeCheck.forModel(client),
              new TokenManager.TokenRevocationCheck(session))
          .verify();
    } catch (VerificationException e) {
      return false;
    }
    UserSessionValidationResult result =
        UserSessionUtil.findValidSessionForAccessToken(session, realm, rpt, client, s -> {});
    UserSessionModel userSession = result.getError() == null ? result.getUserSession() : null;
    UserModel user = userSession == null ? null : userSession.getUser();
    return user != null && TokenManager.isUserValid(session, realm, rpt, user);
  }
}
