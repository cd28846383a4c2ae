package io.github.umatrust.indicator.tokenexchange;

import io.github.umatrust.indicator.Enforcement;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.tokenexchange.StandardTokenExchangeProvider;
import org.keycloak.representations.AccessToken;

/**
 * Standard token exchange in which a resource server may exchange a token whose audience is its
 * URI. Keycloak compares audiences with client ids only.
 */
final class ResourceIndicatorTokenExchangeProvider extends StandardTokenExchangeProvider {

  @Override
  protected void forbiddenIfClientIsNotWithinTokenAudience(@Nullable AccessToken token) {
    if (token == null || !isForThisResourceServer(token)) {
      super.forbiddenIfClientIsNotWithinTokenAudience(token);
    }
  }

  private boolean isForThisResourceServer(AccessToken token) {
    ClientModel issuedFor = realm.getClientByClientId(token.getIssuedFor());
    return issuedFor != null
        && Enforcement.of(session, issuedFor)
            .map(e -> Enforcement.isResourceServerOf(client, e.resourcesOf(token)))
            .orElse(false);
  }
}
