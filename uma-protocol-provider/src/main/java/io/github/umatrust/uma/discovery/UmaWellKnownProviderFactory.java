package io.github.umatrust.uma.discovery;

import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.wellknown.WellKnownProvider;
import org.keycloak.wellknown.WellKnownProviderFactory;

/**
 * Publishes the configuration data at {@code /realms/{realm}/.well-known/uma-configuration}, which
 * is the place UMA Core 1.0.1 §1.4 gives it, and at {@code
 * /.well-known/uma-configuration/realms/{realm}}.
 */
public final class UmaWellKnownProviderFactory
    implements WellKnownProviderFactory, EnvironmentDependentProviderFactory {

  public static final String PROVIDER_ID = "uma-configuration";

  @Override
  public WellKnownProvider create(KeycloakSession session) {
    return new UmaWellKnownProvider(session);
  }

  @Override
  public boolean isAvailableViaServerMetadata() {
    return true;
  }

  @Override
  public boolean isSupported(Config.Scope config) {
    return Profile.isFeatureEnabled(Profile.Feature.AUTHORIZATION);
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public void init(Config.Scope config) {
    // Nothing to configure.
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    // Depends on no other provider.
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
