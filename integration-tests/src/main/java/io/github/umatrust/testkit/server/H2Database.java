package io.github.umatrust.testkit.server;

import java.util.List;

/**
 * An H2 file in the {@code data} directory of the installation.
 *
 * @param settings of H2, added to its URL, each after a semicolon; empty for none
 */
public record H2Database(String settings) implements Database {

  /**
   * As Keycloak and H2 have it by default: commits are written to the file up to half a second
   * after they returned. Who kills such a server loses what it committed last.
   */
  public static final H2Database DEFAULT = new H2Database("");

  /** What is committed is in the file. */
  public static final H2Database DURABLE = new H2Database(";WRITE_DELAY=0");

  @Override
  public String vendor() {
    return "dev-file";
  }

  @Override
  public List<String> startOptions() {
    return settings.isEmpty() ? List.of() : List.of("--db-url-properties=" + settings);
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
