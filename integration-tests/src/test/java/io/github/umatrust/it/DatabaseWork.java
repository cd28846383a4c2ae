package io.github.umatrust.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a request made the database do, of which the server itself keeps count.
 *
 * @param statements how many statements were prepared
 * @param resources how many authorization resources were loaded
 */
public record DatabaseWork(long statements, long resources) {

  private static final int ALIKE = 5;
  private static final int MOST_TRIES = 30;

  /** The work of the whole server from the beginning of a request to its end. */
  public static DatabaseWork of(TestRealm realm, Runnable request) {
    String counter = realm.issuer() + "/test/database-work";
    Http.postJson(counter, Map.of());
    request.run();
    JsonNode counted = Http.get(counter).json();
    return new DatabaseWork(
        counted.required("statements").asLong(), counted.required("resources").asLong());
  }

  /**
   * The work of a request alone. What the server does meanwhile is counted with it, and now and
   * then does part of it, such as filling a cache: so the request is repeated until it has cost the
   * same five times.
   */
  public static DatabaseWork usual(Supplier<DatabaseWork> request) {
    Map<DatabaseWork, Integer> seen = new HashMap<>();
    for (int i = 0; i < MOST_TRIES; i++) {
      DatabaseWork work = request.get();
      if (seen.merge(work, 1, Integer::sum) == ALIKE) {
        return work;
      }
    }
    throw new AssertionError("it never costs the same: " + seen);
  }
}
