package io.github.umatrust.uma.provisioning;

import io.github.umatrust.uma.discovery.UmaUrls;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/**
 * Creates the {@link UmaAdminResourceProvider}, and provisions each new realm, {@code master}
 * included: it is a realm like others. A realm that is imported is looked at when its import is
 * complete, and keeps what it brought.
 */
public final class UmaAdminResourceProviderFactory
    implements AdminRealmResourceProviderFactory, EnvironmentDependentProviderFactory {

  /** Also the path below a realm of the administration API. */
  public static final String PROVIDER_ID = UmaUrls.PATH;

  private final ProviderEventListener newRealms = UmaAdminResourceProviderFactory::onEvent;

  private @Nullable KeycloakSessionFactory sessionFactory;

  @Override
  public AdminRealmResourceProvider create(KeycloakSession session) {
    return new UmaAdminResourceProvider();
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
    sessionFactory = factory;
    factory.register(newRealms);
  }

  @Override
  public void close() {
    if (sessionFactory != null) {
      sessionFactory.unregister(newRealms);
    }
  }

  private static void onEvent(ProviderEvent event) {
    if (event instanceof RealmModel.RealmPostCreateEvent created) {
      new RealmProvisioning(created.getCreatedRealm()).complete();
    }
  }
}
