package io.github.umatrust.testkit.server;

/** A server of our own that has a database for each who needs one; closing it removes them all. */
interface DatabaseServer extends AutoCloseable {

  /**
   * A database in it, which is empty after {@link Database#clear()}.
   *
   * @param name ASCII letters, digits and underscores; the same name is the same database
   * @throws IllegalArgumentException for another name
   */
  Database database(String name);

  @Override
  void close();
}
