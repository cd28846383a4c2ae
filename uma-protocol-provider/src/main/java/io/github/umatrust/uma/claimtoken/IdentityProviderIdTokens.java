package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.claimtoken.IdTokenRules.Expected;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.broker.oidc.OIDCIdentityProvider;
import org.keycloak.broker.oidc.OIDCIdentityProviderConfig;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.common.util.Time;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.IdentityBrokerService;

/**
 * ID tokens that an OpenID Connect identity provider of the realm issued to the realm, about the
 * person whose account the requesting party's is linked with. The provider must be enabled, name
 * its issuer, and have its signatures verified; the verification is the one of Keycloak's own
 * broker, with the keys that it has or fetches.
 *
 * <p>Only the providers that the account is linked with are asked, so it does not matter how many
 * there are, nor that several may name the same issuer.
 */
final class IdentityProviderIdTokens {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AuthorizationToken aat;

  IdentityProviderIdTokens(UmaCall call, AuthorizationToken aat) {
    this.session = call.session();
    this.realm = call.realm();
    this.aat = aat;
  }

  Verdict verify(IdToken idToken) {
    Disbelief reason = Disbelief.ISSUER;
    List<FederatedIdentityModel> links =
        session.users().getFederatedIdentitiesStream(realm, aat.user()).toList();
    for (FederatedIdentityModel link : links) {
      OIDCIdentityProvider provider = provider(link.getIdentityProvider(), idToken.issuer());
      if (provider != null) {
        reason = reason(provider, link, idToken);
        if (reason == null) {
          return new Verdict.Believed(
              idToken.issuer(), Boolean.TRUE.equals(provider.getConfig().isTrustEmail()));
        }
      }
    }
    return new Verdict.NotBelieved(reason);
  }

  /** The provider of this alias, if it is to be trusted and names this issuer as its own. */
  private @Nullable OIDCIdentityProvider provider(String alias, String issuer) {
    IdentityProviderModel model = session.identityProviders().getByAlias(alias);
    if (model == null || !model.isEnabled()) {
      return null;
    }
    OIDCIdentityProvider provider =
        IdentityBrokerService.getIdentityProvider(session, model, OIDCIdentityProvider.class);
    return provider != null
            && provider.getConfig().isValidateSignature()
            && names(provider.getConfig(), issuer)
        ? provider
        : null;
  }

  /** Keycloak takes several issuers, separated by commas, for one provider. */
  private static boolean names(OIDCIdentityProviderConfig config, String issuer) {
    String issuers = config.getIssuer();
    return issuers != null
        && !issuer.isEmpty()
        && issuer.length() <= JsonRequest.MAX_TEXT
        && Arrays.stream(issuers.split(",", -1)).map(String::trim).anyMatch(issuer::equals);
  }

  /** The signature comes last, so that keys are fetched for nothing but tokens that would do. */
  private @Nullable Disbelief reason(
      OIDCIdentityProvider provider, FederatedIdentityModel link, IdToken idToken) {
    OIDCIdentityProviderConfig config = provider.getConfig();
    if (config.getClientId() == null) {
      return Disbelief.AUDIENCE;
    }
    Expected expected =
        new Expected(
            config.getClientId(), Set.of(link.getUserId()), false, config.getAllowedClockSkew());
    return IdTokenRules.broken(idToken, expected, Time.currentTimeSeconds())
        .orElseGet(() -> isSigned(provider, idToken) ? null : Disbelief.SIGNATURE);
  }

  private boolean isSigned(OIDCIdentityProvider provider, IdToken idToken) {
    SignatureProvider algorithm = session.getProvider(SignatureProvider.class, idToken.algorithm());
    if (algorithm == null || !algorithm.isAsymmetricAlgorithm()) {
      return false;
    }
    try {
      return provider.validateToken(idToken.jwt()) != null;
    } catch (IdentityBrokerException e) {
      return false;
    }
  }
}
