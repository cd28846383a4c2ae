package io.github.umatrust.obligations;

import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Creates the {@link ObligationsEntityProvider}. */
public class ObligationsEntityProviderFactory implements JpaEntityProviderFactory {

  /**
   * Liquibase's history table is named after the first ten characters of this id, and providers
   * that share them silently share their history. Ours is {@code DATABASECHANGELOG_UT_OBLIGAT}; no
   * other provider of this product may begin the same way.
   */
  public static final String PROVIDER_ID = "ut-obligations";

  private static final ObligationsEntityProvider PROVIDER = new ObligationsEntityProvider();

  @Override
  public JpaEntityProvider create(KeycloakSession session) {
    return PROVIDER;
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
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
