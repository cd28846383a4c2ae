package io.github.umatrust.testkit.server;

import java.util.List;

/** Where a Keycloak keeps its data. */
public interface Database {

  /** The value of the build option {@code --db}. */
  String vendor();

  /** What {@code kc.sh start} has to know to find it. */
  List<String> startOptions();

  /** Removes everything in it that is not in the {@code data} directory of the installation. */
  void clear();

  /** Ends it at once; where it is in the process of Keycloak it ends with that. */
  void crash();

  /** Waits until it has come back with what it had on disk. */
  void recover();

  /**
   * The same database at the other end of a line.
   *
   * @throws UnsupportedOperationException where it is in the process of Keycloak
   */
  Database over(TestLine line);

  /**
   * The TCP port on the loopback interface that its server listens on.
   *
   * @throws UnsupportedOperationException where it is in the process of Keycloak
   */
  int port();
}
