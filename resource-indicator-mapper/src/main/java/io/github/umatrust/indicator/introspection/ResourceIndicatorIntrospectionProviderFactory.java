package io.github.umatrust.indicator.introspection;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

/** Factory of {@link ResourceIndicatorIntrospectionProvider}; takes the place of Keycloak's own. */
public final class ResourceIndicatorIntrospectionProviderFactory
    extends AccessTokenIntrospectionProviderFactory {

  @Override
  public TokenIntrospectionProvider create(KeycloakSession session) {
    return new ResourceIndicatorIntrospectionProvider(session);
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
