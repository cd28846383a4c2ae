package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorsPostProcessorFactory;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/**
 * Takes the place of Keycloak's own experimental post-processor, so that with the feature {@code
 * resource-indicators} on it works for clients without the mapper as ever, and leaves those with
 * the mapper to {@link ResourceIndicatorPostProcessor}.
 */
public final class BuiltInIndicatorsPostProcessorFactory implements TokenPostProcessorFactory {

  private final ResourceIndicatorsPostProcessorFactory builtIn =
      new ResourceIndicatorsPostProcessorFactory();

  @Override
  public TokenPostProcessor create(KeycloakSession session) {
    TokenPostProcessor original = builtIn.create(session);
    return context -> {
      if (Profile.isFeatureEnabled(Profile.Feature.RESOURCE_INDICATORS)
          && Enforcement.of(session, context.clientSessionCtx().getClientSession().getClient())
              .isEmpty()) {
        original.process(context);
      }
    };
  }

  @Override
  public String getId() {
    return ResourceIndicatorsPostProcessorFactory.ID;
  }

  @Override
  public int order() {
    return builtIn.order() + 1;
  }
}
