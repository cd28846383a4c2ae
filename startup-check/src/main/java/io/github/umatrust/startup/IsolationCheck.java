package io.github.umatrust.startup;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What an operator is told of the isolation of the database's transactions; every message is one
 * line. The modules lock a row and then read what it guards: where a transaction goes on seeing
 * what was there when it began, as is the default of MariaDB and MySQL, the lock guards nothing.
 *
 * @param jar name and version of the JAR
 * @param level one of the constants of {@link Connection}
 */
record IsolationCheck(String jar, int level) {

  private static final Map<Integer, String> NAMES =
      Map.of(
          Connection.TRANSACTION_READ_UNCOMMITTED, "READ UNCOMMITTED",
          Connection.TRANSACTION_REPEATABLE_READ, "REPEATABLE READ",
          Connection.TRANSACTION_SERIALIZABLE, "SERIALIZABLE");

  /** Of the transaction of a session. */
  static IsolationCheck of(String jar, KeycloakSession session) {
    EntityManager entityManager =
        session.getProvider(JpaConnectionProvider.class).getEntityManager();
    return new IsolationCheck(
        jar,
        entityManager.unwrap(Session.class).doReturningWork(Connection::getTransactionIsolation));
  }

  /**
   * Why the server must not start; empty if each statement sees what was committed before it.
   *
   * @param danger what could happen if it started, as the beginning of a sentence
   */
  Optional<String> misfit(String danger) {
    return level == Connection.TRANSACTION_READ_COMMITTED
        ? Optional.empty()
        : Optional.of(
            ("%s needs a database whose transactions are READ COMMITTED, and those of this one are"
                    + " %s. %s, so the server does not start. Set it in the database (MariaDB and"
                    + " MySQL: transaction-isolation = READ-COMMITTED) or for Keycloak's"
                    + " connections (MariaDB:"
                    + " --db-url-properties=?transactionIsolation=READ_COMMITTED).")
                .formatted(jar, NAMES.getOrDefault(level, "of level " + level), danger));
  }
}
