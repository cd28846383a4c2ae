package io.github.umatrust.obligations.log;

import jakarta.persistence.EntityManager;
import java.util.function.Function;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Runs pieces of work in transactions of their own. */
public interface Transactions {

  /** What the work gives. */
  <T> T call(Function<EntityManager, T> work);

  /** Transactions of Keycloak's database, independent of any that the thread is in. */
  static Transactions of(KeycloakSessionFactory factory) {
    return new Transactions() {
      @Override
      public <T> T call(Function<EntityManager, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
            factory,
            session ->
                work.apply(session.getProvider(JpaConnectionProvider.class).getEntityManager()));
      }
    };
  }
}
