package io.github.umatrust.obligations.admin;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/** Creates the {@link ObligationsAdminResourceProvider}; its id is the path segment. */
public class ObligationsAdminResourceProviderFactory implements AdminRealmResourceProviderFactory {

  public static final String PROVIDER_ID = "obligations";

  @Override
  public AdminRealmResourceProvider create(KeycloakSession session) {
    return new ObligationsAdminResourceProvider();
  }

  @Override
  public void init(Config.Scope config) {
    // no settings
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    // nothing to prepare
  }

  @Override
  public void close() {
    // holds nothing
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }
}
