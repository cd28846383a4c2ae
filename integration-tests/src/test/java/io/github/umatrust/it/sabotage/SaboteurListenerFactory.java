package io.github.umatrust.it.sabotage;

import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * A listener that sabotages every event with a token id, in the way the realm attribute {@code
 * sabotage} says: {@code rollback} marks the transaction for rollback, {@code flush} lets a
 * database statement fail and has Keycloak swallow the exception, {@code throw} just throws.
 */
public class SaboteurListenerFactory implements EventListenerProviderFactory {

  public static final String PROVIDER_ID = "saboteur";

  @Override
  public EventListenerProvider create(KeycloakSession session) {
    return new EventListenerProvider() {
      @Override
      public void onEvent(Event event) {
        if (event.getDetails() != null && event.getDetails().containsKey(Details.TOKEN_ID)) {
          sabotage(session, event.getRealmId());
        }
      }

      @Override
      public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // only what users do is sabotaged
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }

  private static void sabotage(KeycloakSession session, String realmId) {
    RealmModel realm = session.realms().getRealm(realmId);
    String how = realm.getAttribute("sabotage");
    if ("rollback".equals(how)) {
      session.getTransactionManager().setRollbackOnly();
    } else if ("flush".equals(how)) {
      session
          .getProvider(JpaConnectionProvider.class)
          .getEntityManager()
          .createNativeQuery("insert into REALM (ID) values (null)")
          .executeUpdate();
    } else if ("throw".equals(how)) {
      throw new IllegalStateException("sabotage");
    }
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
