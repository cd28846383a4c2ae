package io.github.umatrust.it.indicator.rival;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Takes the place of the provider that restricts access tokens, and restricts none. */
public final class RivalPostProcessorFactory implements TokenPostProcessorFactory {

  @Override
  public TokenPostProcessor create(KeycloakSession session) {
    return context -> {};
  }

  @Override
  public String getId() {
    return "resource-indicator-restriction";
  }

  @Override
  public int order() {
    return 1;
  }
}
