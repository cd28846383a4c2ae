package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.token.AuthorizationToken;

/**
 * Verifies ID tokens of the realm itself and of its identity providers; the rules that all of them
 * keep are in {@link IdTokenRules}. Changes nothing, and tells the client nothing.
 */
final class IdTokenVerifier {

  private final String realmIssuer;
  private final RealmIdTokens ofRealm;
  private final IdentityProviderIdTokens ofIdentityProviders;

  IdTokenVerifier(UmaCall call, AuthorizationToken aat) {
    this.realmIssuer = new UmaUrls(call.session()).issuer();
    this.ofRealm = new RealmIdTokens(call, aat, realmIssuer);
    this.ofIdentityProviders = new IdentityProviderIdTokens(call, aat);
  }

  Verdict verify(IdToken idToken) {
    return idToken.issuer().equals(realmIssuer)
        ? ofRealm.verify(idToken)
        : ofIdentityProviders.verify(idToken);
  }
}
