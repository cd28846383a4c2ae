package io.github.umatrust.obligations.journal;

import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

/** Adds the journal's table to Keycloak's database and its migrations. */
public class JournalEntityProvider implements JpaEntityProvider {

  @Override
  public List<Class<?>> getEntities() {
    return List.of(JournalEntity.class);
  }

  @Override
  public String getChangelogLocation() {
    return "META-INF/umatrust-obligations-changelog.xml";
  }

  @Override
  public String getFactoryId() {
    return JournalEntityProviderFactory.PROVIDER_ID;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
