package io.github.umatrust.it;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a request made the database do, of which the server itself keeps count.
 *
 * @param statements how many statements were prepared
 * @param resources how many authorization resources were loaded
 */
public record DatabaseWork(long statements, long resources) {

  private static final int QUIET_TRIES = 3;
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
   * The work of a request alone. The server works meanwhile, too, and that is counted with it, but
   * not every time: so the request is repeated until the least was seen three times.
   */
  public static DatabaseWork leastOf(Supplier<DatabaseWork> request) {
    DatabaseWork least = request.get();
    int seen = 1;
    for (int i = 1; i < MOST_TRIES && seen < QUIET_TRIES; i++) {
      DatabaseWork work = request.get();
      if (work.statements() < least.statements()) {
        least = work;
        seen = 0;
      }
      seen += work.equals(least) ? 1 : 0;
    }
    return least;
  }
}
