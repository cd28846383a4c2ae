package io.github.umatrust.uma.fact;

import io.github.umatrust.uma.housekeeping.Expiry;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Creates the {@link FactEntityProvider}, and has facts forgotten: with their users and realms, and
 * claims when they no longer count.
 */
public final class FactEntityProviderFactory implements JpaEntityProviderFactory {

  /**
   * Liquibase's history table is named after the first ten characters of this id; no other provider
   * of this product may begin the same way.
   */
  public static final String PROVIDER_ID = "ut-facts";

  private static final JpaEntityProvider PROVIDER = new FactEntityProvider();

  private final ProviderEventListener removals = FactEntityProviderFactory::onEvent;
  private @Nullable KeycloakSessionFactory sessionFactory;

  @Override
  public JpaEntityProvider create(KeycloakSession session) {
    return PROVIDER;
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
    factory.register(removals);
  }

  @Override
  public void close() {
    if (sessionFactory != null) {
      sessionFactory.unregister(removals);
    }
  }

  /** Removed resources take their rows with them; the database sees to that. */
  private static void onEvent(ProviderEvent event) {
    if (event instanceof UserModel.UserRemovedEvent removed) {
      Facts.ofRealm(removed.getKeycloakSession(), removed.getRealm())
          .forgetUser(removed.getUser().getId());
    } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
      Facts.ofRealm(removed.getKeycloakSession(), removed.getRealm()).forgetRealm();
    } else if (event instanceof PostMigrationEvent started) {
      new Expiry("ExpiredClaims", SuppliedClaims::removeExpired).schedule(started.getFactory());
    }
  }
}
