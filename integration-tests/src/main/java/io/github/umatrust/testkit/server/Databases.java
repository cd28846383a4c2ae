package io.github.umatrust.testkit.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The databases of one run: H2 files, or all in one PostgreSQL that is started by the first who
 * needs it, as the system property {@code it.db} says ({@code h2} or {@code postgres}).
 */
public final class Databases implements AutoCloseable {

  private final boolean postgres;
  private final Path work;
  private @Nullable PostgresServer server;

  /**
   * Reads the system property.
   *
   * @param work for the PostgreSQL
   * @throws IllegalArgumentException for another value of the system property
   */
  public Databases(Path work) {
    this.work = work;
    this.postgres =
        switch (System.getProperty("it.db", "h2")) {
          case "h2" -> false;
          case "postgres" -> true;
          default -> throw new IllegalArgumentException("it.db is neither h2 nor postgres");
        };
  }

  /** Whether they are PostgreSQL's. */
  public boolean arePostgres() {
    return postgres;
  }

  /**
   * The database of an installation.
   *
   * @param name the installation's
   * @param h2 which one when they are H2's
   */
  public synchronized Database of(String name, H2Database h2) {
    if (!postgres) {
      return h2;
    }
    PostgresServer started = server;
    if (started == null) {
      started = PostgresServer.start(work.resolve("postgres"));
      server = started;
    }
    return started.database(name.replaceAll("\\W", "_"));
  }

  /** Where an installation goes: one that is built for one database does not run on another. */
  public Path home(String name) {
    return work.resolve(postgres ? name + "-postgres" : name);
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
