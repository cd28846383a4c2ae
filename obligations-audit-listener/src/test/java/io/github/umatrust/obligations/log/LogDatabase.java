package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.ObligationsEntityProvider;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.hibernate.cfg.Configuration;

/** The product's tables, made by its own changelog, in an H2 of their own. */
public final class LogDatabase implements AutoCloseable {

  private final String url =
      "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
  private final EntityManagerFactory factory;

  public LogDatabase() {
    try (Connection connection = DriverManager.getConnection(url)) {
      new Liquibase(
              new ObligationsEntityProvider().getChangelogLocation(),
              new ClassLoaderResourceAccessor(),
              DatabaseFactory.getInstance()
                  .findCorrectDatabaseImplementation(new JdbcConnection(connection)))
          .update(new Contexts(), new LabelExpression());
    } catch (SQLException | LiquibaseException e) {
      throw new IllegalStateException(e);
    }
    Configuration configuration =
        new Configuration()
            .setProperty("hibernate.connection.url", url)
            .setProperty("hibernate.connection.pool_size", "8");
    new ObligationsEntityProvider().getEntities().forEach(configuration::addAnnotatedClass);
    factory = configuration.buildSessionFactory();
  }

  /** What a transaction gives. */
  public <T> T call(Function<EntityManager, T> work) {
    try (EntityManager entityManager = factory.createEntityManager()) {
      EntityTransaction transaction = entityManager.getTransaction();
      transaction.begin();
      try {
        T result = work.apply(entityManager);
        transaction.commit();
        return result;
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  /** Does something in a transaction. */
  public void run(Consumer<EntityManager> work) {
    this.<Void>call(
        entityManager -> {
          work.accept(entityManager);
          return null;
        });
  }

  /** Changes a row behind the product's back; it has to be there. */
  public void tamper(String sql) {
    run(
        entityManager -> {
          if (entityManager.createNativeQuery(sql).executeUpdate() != 1) {
            throw new IllegalStateException("no such row: " + sql);
          }
        });
  }

  @Override
  public void close() {
    factory.close();
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.createStatement().execute("shutdown");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
