package io.github.umatrust.testkit.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nodes of one Keycloak on one database, and what stands before them. Closing it stops them all.
 */
public final class KeycloakCluster implements AutoCloseable {

  private final KeycloakInstallation installation;
  private final List<String> options;
  private final NodeBalancer balancer = new NodeBalancer();
  private final List<KeycloakServer> nodes = new ArrayList<>();

  private KeycloakCluster(KeycloakInstallation installation, List<String> options) {
    this.installation = installation;
    this.options = options;
  }

  /**
   * Starts one node after the other on an empty database, which must be one that several processes
   * can use, and waits until all are ready.
   *
   * @param size how many nodes
   * @param realmFile a realm to import at the start
   * @param options further options of {@code kc.sh start}
   * @throws ServerException when one of them does not get ready
   */
  public static KeycloakCluster start(
      KeycloakInstallation installation, int size, Path realmFile, String... options) {
    installation.clearData();
    installation.importAtStart(realmFile);
    KeycloakCluster cluster = new KeycloakCluster(installation, List.of(options));
    try {
      for (int number = 0; number < size; number++) {
        cluster.nodes.add(cluster.run(number));
      }
      cluster.balance();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private KeycloakServer run(int number) {
    return KeycloakServer.node(
        installation, number, balancer.baseUrl(), options.toArray(String[]::new));
  }

  private void balance() {
    balancer.over(nodes.stream().map(KeycloakServer::baseUrl).toList());
  }

  /** How many nodes there are, whether they run or not. */
  public int size() {
    return nodes.size();
  }

  /** A node, counted from 0. */
  public KeycloakServer node(int number) {
    return nodes.get(number);
  }

  /** Decides which node a request gets to. */
  public NodeBalancer balancer() {
    return balancer;
  }

  /** Where clients reach the cluster, without a slash at the end. */
  public String baseUrl() {
    return balancer.baseUrl();
  }

  /** Starts a node again that was ended. */
  public void restart(int number) {
    nodes.set(number, run(number));
    balance();
  }

  @Override
  public void close() {
    balancer.close();
    // the last one first: the others need not take over what it had
    IntStream.rangeClosed(1, nodes.size()).forEach(i -> nodes.get(nodes.size() - i).close());
  }
}
