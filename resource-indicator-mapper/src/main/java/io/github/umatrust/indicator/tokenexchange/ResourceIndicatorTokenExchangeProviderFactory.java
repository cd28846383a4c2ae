package io.github.umatrust.indicator.tokenexchange;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.tokenexchange.StandardTokenExchangeProviderFactory;

/** Factory of {@link ResourceIndicatorTokenExchangeProvider}; takes the place of Keycloak's own. */
public final class ResourceIndicatorTokenExchangeProviderFactory
    extends StandardTokenExchangeProviderFactory {

  @Override
  public TokenExchangeProvider create(KeycloakSession session) {
    return new ResourceIndicatorTokenExchangeProvider();
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
