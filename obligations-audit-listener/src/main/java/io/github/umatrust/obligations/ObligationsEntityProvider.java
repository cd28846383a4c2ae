package io.github.umatrust.obligations;

import io.github.umatrust.obligations.erasure.ErasureEntity;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.projection.PeriodResourceSetEntity;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;

/** Adds the ledger's tables to Keycloak's database and its migrations. */
public class ObligationsEntityProvider implements JpaEntityProvider {

  @Override
  public List<Class<?>> getEntities() {
    List<Class<?>> entities =
        new ArrayList<>(
            List.of(
                JournalEntity.class,
                PeriodEntity.class,
                PeriodResourceSetEntity.class,
                ErasureEntity.class));
    entities.addAll(RealmLog.entities());
    return entities;
  }

  @Override
  public String getChangelogLocation() {
    return "META-INF/umatrust-obligations-changelog.xml";
  }

  @Override
  public String getFactoryId() {
    return ObligationsEntityProviderFactory.PROVIDER_ID;
  }

  @Override
  public void close() {
    // holds nothing
  }
}
