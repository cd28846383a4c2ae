package io.github.umatrust.uma;

import io.github.umatrust.uma.discovery.UmaUrls;
import io.github.umatrust.uma.scopedocument.ScopeDocuments;
import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** Hangs the UMA endpoints into realms at {@code /realms/{realm}/uma}. */
public final class UmaRealmResourceProviderFactory
    implements RealmResourceProviderFactory, EnvironmentDependentProviderFactory {

  /** Also the path below a realm. */
  public static final String PROVIDER_ID = UmaUrls.PATH;

  private ScopeDocuments scopeDocuments = ScopeDocuments.publicOnly();

  @Override
  public RealmResourceProvider create(KeycloakSession session) {
    return new UmaRealmResourceProvider(session, scopeDocuments);
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
    scopeDocuments = ScopeDocuments.of(config);
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    // Depends on no other provider.
  }

  @Override
  public void close() {
    scopeDocuments.close();
  }
}
