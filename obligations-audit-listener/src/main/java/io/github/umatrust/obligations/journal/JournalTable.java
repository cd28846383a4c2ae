package io.github.umatrust.obligations.journal;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.util.JpaUtils;

/**
 * Writes the journal's rows by plain statements in the caller's transaction. Every PAT, AAT and RPT
 * waits for its row, and what an entity manager does for one costs more than the row.
 */
final class JournalTable {

  /**
   * Tells Keycloak that this transaction must not be committed asynchronously, as it does on
   * PostgreSQL where all of a transaction's entities allow it: it does not see our statements.
   */
  private static final String WAIT_FOR_THE_DISK = "kc.sync_commit_required";

  private static final String COLUMNS = columns();

  private final EntityManager entityManager;
  private final String table;

  JournalTable(EntityManager entityManager) {
    this.entityManager = entityManager;
    this.table = JpaUtils.getTableNameForNativeQuery("UT_OBLIGATION_JOURNAL", entityManager);
  }

  /** Inserts rows, all at once; constraints are checked at once, too. */
  void insert(List<JournalEntity> rows) {
    entityManager.setProperty(WAIT_FOR_THE_DISK, true);
    String sql = "insert into " + table + COLUMNS;
    work(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (JournalEntity row : rows) {
              Values values = new Values(statement);
              row.write(values);
              values.check();
              statement.addBatch();
            }
            statement.executeBatch();
          }
        });
  }

  /**
   * The place of a row.
   *
   * @param id of the row
   * @param leafIndex position in the realm's Merkle tree
   * @param periodId the period it began or renewed, null where it did neither
   */
  record Place(String id, long leafIndex, @Nullable String periodId) {}

  /**
   * Gives rows their places.
   *
   * @throws IllegalStateException when one of them has a place already, or is gone
   */
  void place(List<Place> places) {
    String sql =
        "update " + table + " set LEAF_INDEX = ?, PERIOD_ID = ? where ID = ? and LEAF_INDEX = -1";
    work(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Place place : places) {
              statement.setLong(1, place.leafIndex());
              statement.setString(2, place.periodId());
              statement.setString(3, place.id());
              statement.addBatch();
            }
            for (int count : statement.executeBatch()) {
              if (count != 1 && count != java.sql.Statement.SUCCESS_NO_INFO) {
                throw new IllegalStateException("a row has its place already, or is gone");
              }
            }
          }
        });
  }

  /** The columns of a row, and a parameter for each. */
  private static String columns() {
    Names names = new Names();
    new JournalEntity().write(names);
    return " ("
        + String.join(", ", names.columns)
        + ") values ("
        + String.join(", ", Collections.nCopies(names.columns.size(), "?"))
        + ")";
  }

  /** Something to do with the database. */
  private interface Work {
    void execute(Connection connection) throws SQLException;
  }

  private void work(Work work) {
    entityManager.unwrap(Session.class).doWork(work::execute);
  }

  /** The names of the columns. */
  private static final class Names implements Columns {

    private final List<String> columns = new ArrayList<>();

    @Override
    public void text(String column, @Nullable String value) {
      columns.add(column);
    }

    @Override
    public void number(String column, @Nullable Long value) {
      columns.add(column);
    }

    @Override
    public void bool(String column, boolean value) {
      columns.add(column);
    }
  }

  /** Binds the values. */
  private static final class Values implements Columns {

    private final PreparedStatement statement;
    private int position;
    private @Nullable SQLException failure;

    Values(PreparedStatement statement) {
      this.statement = statement;
    }

    /** Throws what went wrong. */
    void check() throws SQLException {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public void text(String column, @Nullable String value) {
      bind(at -> statement.setString(at, value));
    }

    @Override
    public void number(String column, @Nullable Long value) {
      bind(
          at -> {
            if (value == null) {
              statement.setNull(at, Types.BIGINT);
            } else {
              statement.setLong(at, value);
            }
          });
    }

    @Override
    public void bool(String column, boolean value) {
      bind(at -> statement.setBoolean(at, value));
    }

    /** Sets one parameter. */
    private interface Parameter {
      void set(int position) throws SQLException;
    }

    private void bind(Parameter parameter) {
      position++;
      try {
        parameter.set(position);
      } catch (SQLException e) {
        failure = e;
      }
    }
  }
}
