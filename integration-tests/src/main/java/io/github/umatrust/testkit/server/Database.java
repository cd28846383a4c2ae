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
}
