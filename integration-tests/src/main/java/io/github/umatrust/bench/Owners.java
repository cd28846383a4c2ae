package io.github.umatrust.bench;

import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes owners of resource sets, and what they own. */
final class Owners {

  private Owners() {}

  /** Adds a user whose password is the name. */
  static void addUser(TestRealm realm, String name) {
    realm.adminPost(
        "users",
        Map.of(
            "username",
            name,
            "firstName",
            name,
            "lastName",
            name,
            "email",
            name + "@example.com",
            "enabled",
            true,
            "credentials",
            List.of(Map.of("type", "password", "value", name))));
  }

  /**
   * Permits a user a scope of everything at a resource server: one permission, so that as many
   * shares need not be made as resource sets.
   */
  static void permit(TestRealm realm, String client, String scope, String user) {
    String server = realm.authorizationPath(client);
    realm.adminPost(
        server + "/policy/user",
        Map.of("name", "the requesting party", "users", List.of(realm.userId(user))));
    realm.adminPost(
        server + "/permission/scope",
        Map.of(
            "name",
            "may " + scope,
            "scopes",
            List.of(scope),
            "policies",
            List.of("the requesting party")));
  }

  /** Makes something that has a number. */
  @FunctionalInterface
  interface Numbered {

    String make(int number);
  }

  /**
   * Makes many, over several connections.
   *
   * @param from the first number
   * @param to the number after the last one
   * @return what was made, in the order of the numbers
   * @throws IllegalStateException when one could not be made
   */
  static List<String> inParallel(int connections, int from, int to, Numbered made)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int n = from; n < to; n++) {
        int number = n;
        calls.add(() -> made.make(number));
      }
      List<String> results = new ArrayList<>();
      for (Future<String> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } finally {
      threads.shutdownNow();
    }
  }
}
