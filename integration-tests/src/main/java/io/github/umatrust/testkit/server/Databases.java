package io.github.umatrust.testkit.server;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The databases of one run: H2 files, or all in one server that is started by the first who needs
 * it, as the system property {@code it.db} says ({@code h2}, {@code postgres} or {@code mariadb}).
 */
public final class Databases implements AutoCloseable {

  private enum Vendor {
    H2("an H2 file of its own, as Keycloak has it by default"),
    POSTGRES("one PostgreSQL for all, with fsync and synchronous commits"),
    MARIADB("one MariaDB for all, which writes what is committed");

    private final String words;

    Vendor(String words) {
      this.words = words;
    }

    private String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Vendor vendor;
  private final Path work;
  private @Nullable DatabaseServer server;

  /**
   * Reads the system property.
   *
   * @param work for the server's files
   * @throws IllegalArgumentException for another value of the system property
   */
  public Databases(Path work) {
    this.work = work;
    String wanted = System.getProperty("it.db", Vendor.H2.id());
    this.vendor =
        Arrays.stream(Vendor.values())
            .filter(known -> known.id().equals(wanted))
            .findAny()
            .orElseThrow(
                () -> new IllegalArgumentException("it.db is none of h2, postgres and mariadb"));
  }

  /** Whether they are PostgreSQL's. */
  public boolean arePostgres() {
    return vendor == Vendor.POSTGRES;
  }

  /** Whether they are H2's. */
  public boolean areH2() {
    return vendor == Vendor.H2;
  }

  /** What each Keycloak keeps its data in, in words. */
  public String inWords() {
    return vendor.words;
  }

  /**
   * The database of an installation.
   *
   * @param name the installation's
   * @param h2 which one when they are H2's
   */
  public synchronized Database of(String name, H2Database h2) {
    String database = name.replaceAll("\\W", "_");
    Path directory = work.resolve(vendor.id());
    return switch (vendor) {
      case H2 -> h2;
      case POSTGRES -> in(() -> PostgresServer.start(directory), database);
      case MARIADB -> in(() -> MariaDbServer.start(directory), database);
    };
  }

  private Database in(Supplier<DatabaseServer> start, String database) {
    DatabaseServer started = server;
    if (started == null) {
      started = start.get();
      server = started;
    }
    return started.database(database);
  }

  /** Where an installation goes: one that is built for one database does not run on another. */
  public Path home(String name) {
    return work.resolve(vendor == Vendor.H2 ? name : name + "-" + vendor.id());
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
