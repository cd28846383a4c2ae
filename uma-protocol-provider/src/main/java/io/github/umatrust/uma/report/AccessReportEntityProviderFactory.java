package io.github.umatrust.uma.report;

import io.github.umatrust.uma.housekeeping.Expiry;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Creates the {@link AccessReportEntityProvider}, and has received reports forgotten: with their
 * realm, with their resource server, and when they are old.
 */
public final class AccessReportEntityProviderFactory implements JpaEntityProviderFactory {

  /**
   * Liquibase's history table is named after the first ten characters of this id, and providers
   * that share them silently share their history. Ours is {@code DATABASECHANGELOG_UT_REPORTS}; no
   * other provider of this product may begin the same way.
   */
  public static final String PROVIDER_ID = "ut-reports";

  private static final JpaEntityProvider PROVIDER = new AccessReportEntityProvider();

  private final ProviderEventListener removals = AccessReportEntityProviderFactory::onEvent;

  private @Nullable KeycloakSessionFactory sessionFactory;

  @Override
  public JpaEntityProvider create(KeycloakSession session) {
    return PROVIDER;
  }

  @Override
  public void init(Config.Scope config) {
    // Nothing to configure.
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    sessionFactory = factory;
    factory.register(removals);
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public void close() {
    if (sessionFactory != null) {
      sessionFactory.unregister(removals);
    }
  }

  private static void onEvent(ProviderEvent event) {
    if (event instanceof RealmModel.RealmRemovedEvent removed) {
      new ReceivedReports(removed.getKeycloakSession()).removeRealm(removed.getRealm().getId());
    } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
      ClientModel client = removed.getClient();
      new ReceivedReports(removed.getKeycloakSession())
          .removeResourceServer(client.getRealm().getId(), client.getId());
    } else if (event instanceof PostMigrationEvent started) {
      new Expiry("ExpiredAccessReports", own -> new ReceivedReports(own).removeExpired())
          .schedule(started.getFactory());
    }
  }
}
