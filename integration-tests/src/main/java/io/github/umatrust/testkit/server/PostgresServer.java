package io.github.umatrust.testkit.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL of our own, on the loopback interface and with all its files in one directory.
 * Closing it stops it and removes its data. Its binaries come with the Maven profile {@code
 * postgres}.
 */
final class PostgresServer implements DatabaseServer {

  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);

  private final EmbeddedPostgres postgres;
  private final Watchdog watchdog;
  private final Thread stopWithUs;

  private PostgresServer(EmbeddedPostgres postgres, Watchdog watchdog) {
    this.postgres = postgres;
    this.watchdog = watchdog;
    this.stopWithUs = new Thread(this::stop, "stop-postgres");
  }

  /**
   * Starts an empty PostgreSQL that is as durable as PostgreSQL is by default.
   *
   * @param directory for its binaries, data and log
   * @throws ServerException when there are no binaries for this machine or it does not start
   */
  static PostgresServer start(Path directory) {
    try {
      Files.createDirectories(directory);
      Path data = Files.createTempDirectory(directory, "data-");
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(directory.toFile())
              .setDataDirectory(data)
              .setRegisterShutdownHook(false)
              .setPort(Ports.free())
              .setPGStartupWait(START_LIMIT)
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("postgres.log").toFile()))
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              // The library switches both off.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      long pid =
          Long.parseLong(
              Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8)
                  .get(0)
                  .strip());
      PostgresServer server = new PostgresServer(postgres, Watchdog.over(pid));
      Runtime.getRuntime().addShutdownHook(server.stopWithUs);
      return server;
    } catch (IOException | RuntimeException e) {
      throw new ServerException(
          "no PostgreSQL in "
              + directory
              + " (its binaries come with the profile postgres): "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public Database database(String name) {
    if (!name.matches("\\w+")) {
      throw new IllegalArgumentException("not the name of a database: " + name);
    }
    return new InServer(this, name, postgres.getPort());
  }

  /**
   * A database.
   *
   * @param port where Keycloak reaches it
   */
  private record InServer(PostgresServer server, String name, int port) implements Database {

    @Override
    public String vendor() {
      return "postgres";
    }

    @Override
    public List<String> startOptions() {
      return List.of(
          "--db-url=jdbc:postgresql://127.0.0.1:" + port + "/" + name,
          "--db-username=postgres",
          // Whoever connects from this machine is trusted; Keycloak wants to send something.
          "--db-password=postgres");
    }

    @Override
    public void clear() {
      server.execute("drop database if exists \"" + name + "\" with (force)");
      server.execute("create database \"" + name + "\"");
    }

    @Override
    public void crash() {
      server.crash();
    }

    @Override
    public void recover() {
      server.recover();
    }

    @Override
    public Database over(TestLine line) {
      return new InServer(server, name, line.port());
    }
  }

  /**
   * Kills the process that writes the log of transactions. PostgreSQL then throws away what it has
   * in memory, all connections with it, and recovers from its files: whatever was not written when
   * its commit returned is lost.
   */
  private void crash() {
    String find = "select pid from pg_stat_activity where backend_type = 'walwriter'";
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet pid = statement.executeQuery(find)) {
      if (!pid.next()
          || !ProcessHandle.of(pid.getLong(1)).map(ProcessHandle::destroyForcibly).orElse(false)) {
        throw new ServerException("PostgreSQL's walwriter cannot be killed");
      }
      while (isAlive(connection)) {
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (SQLException e) {
      throw new ServerException("PostgreSQL did not crash: " + e.getMessage(), e);
    }
  }

  private static boolean isAlive(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute("select 1");
    } catch (SQLException e) {
      return false;
    }
  }

  private void recover() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
        if (isAlive(connection)) {
          return;
        }
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          throw new ServerException("PostgreSQL did not recover: " + e.getMessage(), e);
        }
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private void execute(String sql) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new ServerException("PostgreSQL refuses to " + sql + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(stopWithUs);
    } catch (IllegalStateException e) {
      // The JVM is going down already; stopping twice does no harm.
    }
  }

  private void stop() {
    watchdog.close();
    try {
      postgres.close();
    } catch (IOException e) {
      throw new ServerException("PostgreSQL was not stopped: " + e.getMessage(), e);
    }
  }
}
