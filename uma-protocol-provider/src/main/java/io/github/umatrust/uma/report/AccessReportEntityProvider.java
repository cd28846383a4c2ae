package io.github.umatrust.uma.report;

import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

/** Adds the table of received reports to Keycloak's database and its migrations. */
final class AccessReportEntityProvider implements JpaEntityProvider {

  @Override
  public List<Class<?>> getEntities() {
    return List.of(AccessReportEntity.class);
  }

  @Override
  public String getChangelogLocation() {
    return "META-INF/umatrust-uma-report-changelog.xml";
  }

  @Override
  public String getFactoryId() {
    return AccessReportEntityProviderFactory.PROVIDER_ID;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
