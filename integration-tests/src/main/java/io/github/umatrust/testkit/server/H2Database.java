package io.github.umatrust.testkit.server;

import java.util.List;

/**
 * An H2 file in the {@code data} directory of the installation.
 *
 * @param delayed whether commits are written to the file as Keycloak and H2 have it by default: up
 *     to half a second after they returned. Who kills such a server loses what it committed last
 */
public record H2Database(boolean delayed) implements Database {

  /** As Keycloak has it by default. */
  public static final H2Database DEFAULT = new H2Database(true);

  /** What is committed is in the file. */
  public static final H2Database DURABLE = new H2Database(false);

  @Override
  public String vendor() {
    return "dev-file";
  }

  @Override
  public List<String> startOptions() {
    return delayed ? List.of() : List.of("--db-url-properties=;WRITE_DELAY=0");
  }

  @Override
  public void clear() {
    // goes with the data directory
  }

  @Override
  public void crash() {
    // has no process of its own
  }

  @Override
  public void recover() {
    // when it is opened
  }

  @Override
  public Database over(TestLine line) {
    throw new UnsupportedOperationException("no line leads to it");
  }

  @Override
  public int port() {
    throw new UnsupportedOperationException("it listens on none");
  }
}
