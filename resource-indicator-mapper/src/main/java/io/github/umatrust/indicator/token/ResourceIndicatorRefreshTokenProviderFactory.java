package io.github.umatrust.indicator.token;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProviderFactory;

/** Factory of {@link ResourceIndicatorRefreshTokenProvider}. */
public final class ResourceIndicatorRefreshTokenProviderFactory
    implements RefreshTokenProviderFactory {

  /** Provider id. */
  public static final String PROVIDER_ID = "resource-indicator-refusal";

  @Override
  public RefreshTokenProvider create(KeycloakSession session) {
    return new ResourceIndicatorRefreshTokenProvider(session);
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

  /** Asked before the providers that refresh. */
  @Override
  public int order() {
    return 1000;
  }
}
