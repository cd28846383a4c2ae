package io.github.umatrust.uma.fact;

import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

/** Adds the tables of this package to Keycloak's database and its migrations. */
final class FactEntityProvider implements JpaEntityProvider {

  @Override
  public List<Class<?>> getEntities() {
    return List.of(
        TermsAcceptanceEntity.class, SuppliedClaimEntity.class, PermissionNotBeforeEntity.class);
  }

  @Override
  public String getChangelogLocation() {
    return "META-INF/umatrust-facts-changelog.xml";
  }

  @Override
  public String getFactoryId() {
    return FactEntityProviderFactory.PROVIDER_ID;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
