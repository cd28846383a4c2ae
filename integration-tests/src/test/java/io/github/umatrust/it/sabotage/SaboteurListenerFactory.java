package io.github.umatrust.it.sabotage;

import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.jpa.entities.RealmEntity;

/**
 * A listener that sabotages every event with a token id, in the way the realm attribute {@code
 * sabotage} says: {@code rollback} marks the transaction for rollback, {@code flush} lets a
 * database statement fail and has Keycloak swallow the exception, {@code throw} just throws, {@code
 * persist} leaves behind an entity that cannot be written, and {@code prepare}, {@code commit} and
 * {@code completion} fail when the transaction gets there.
 */
public class SaboteurListenerFactory implements EventListenerProviderFactory {

  public static final String PROVIDER_ID = "saboteur";

  @Override
  public EventListenerProvider create(KeycloakSession session) {
    return new EventListenerProvider() {
      @Override
      public void onEvent(Event event) {
        if (event.getDetails() != null && event.getDetails().containsKey(Details.TOKEN_ID)) {
          sabotageIn(session, event.getRealmId());
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

  private static void sabotageIn(KeycloakSession session, String realmId) {
    sabotage(session, session.realms().getRealm(realmId).getAttribute("sabotage"));
  }

  static void sabotage(KeycloakSession session, @Nullable String how) {
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
    } else if ("persist".equals(how)) {
      // there is one with this id already, which nobody notices before a flush
      RealmEntity second = new RealmEntity();
      second.setId(session.realms().getRealmByName("master").getId());
      second.setName("sabotage");
      session.getProvider(JpaConnectionProvider.class).getEntityManager().persist(second);
    } else if ("prepare".equals(how)) {
      session.getTransactionManager().enlistPrepare(new Failing());
    } else if ("commit".equals(how)) {
      session.getTransactionManager().enlist(new Failing());
    } else if ("completion".equals(how)) {
      session.getTransactionManager().enlistAfterCompletion(new Failing());
    }
  }

  /** Fails when it is to be committed. */
  private static final class Failing extends AbstractKeycloakTransaction {

    @Override
    protected void commitImpl() {
      throw new IllegalStateException("sabotage");
    }

    @Override
    protected void rollbackImpl() {
      // did nothing
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
