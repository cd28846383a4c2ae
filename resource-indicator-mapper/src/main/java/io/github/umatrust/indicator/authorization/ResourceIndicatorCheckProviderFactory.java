package io.github.umatrust.indicator.authorization;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProviderFactory;

/** Factory of {@link ResourceIndicatorCheckProvider}. */
public final class ResourceIndicatorCheckProviderFactory
    implements AuthorizationEndpointCheckProviderFactory {

  /** Provider id. */
  public static final String PROVIDER_ID = "resource-indicators";

  @Override
  public AuthorizationEndpointCheckProvider create(KeycloakSession session) {
    return new ResourceIndicatorCheckProvider(session);
  }

  @Override
  public boolean isSupported(Config.Scope config) {
    return true;
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return PROVIDER_ID;
  }
}
