package io.github.umatrust.indicator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Factory of {@link ResourceIndicatorPostProcessor}. */
public final class ResourceIndicatorPostProcessorFactory implements TokenPostProcessorFactory {

  /** Provider id. */
  public static final String PROVIDER_ID = "resource-indicator-restriction";

  /**
   * Post-processors run from the highest order to the lowest: this one comes after all that change
   * a token, before any that records it.
   */
  public static final int ORDER = -1000;

  @Override
  public TokenPostProcessor create(KeycloakSession session) {
    return new ResourceIndicatorPostProcessor(session);
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public int order() {
    return ORDER;
  }
}
