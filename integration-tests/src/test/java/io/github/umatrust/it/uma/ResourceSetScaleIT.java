package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the database has to do for one request does not depend on how many resource sets there are,
 * even where no cache helps. What that means in time is measured elsewhere: see {@code
 * docs/BENCHMARKS.md}.
 */
@ExtendWith(Keycloak.class)
class ResourceSetScaleIT {

  private static final int FEW = 10;
  private static final int MANY = 60;

  /** The rest of the server works meanwhile, too: what the quietest of some tries shows. */
  private static final int TRIES = 5;

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String id = "";
  private String rpt = "";

  ResourceSetScaleIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  /**
   * What one request made the database do.
   *
   * @param statements how many statements were prepared
   * @param resources how many authorization resources were loaded
   */
  private record Work(long statements, long resources) {}

  @Test
  void noRequestLoadsAllResourceSets() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    id = register(0);
    rpt = rpt();
    for (int n = 1; n < FEW; n++) {
      register(n);
    }
    Map<String, Work> few = workOfEachRequest();
    for (int n = FEW; n < MANY; n++) {
      register(n);
    }
    Map<String, Work> many = workOfEachRequest();

    assertThat(many).isEqualTo(few);
    assertThat(many.get("list")).extracting(Work::resources).isEqualTo(0L);
    assertThat(many.values()).allSatisfy(work -> assertThat(work.resources()).isLessThan(2));
    // Keycloak's own list does load them, which shows that it would be seen.
    assertThat(work(this::nativeList).resources()).isGreaterThanOrEqualTo(MANY);
  }

  private Map<String, Work> workOfEachRequest() {
    Map<String, Work> work = new LinkedHashMap<>();
    work.put("create", work(() -> uma.registerResourceSet(pat, "One more", "view", "print")));
    work.put("read", work(() -> get(uma.resourceSets(id))));
    work.put(
        "update",
        work(
            () ->
                Http.putJson(
                    uma.resourceSets(id),
                    Map.of("name", "Renamed", "scopes", new String[] {"view"}),
                    Http.AUTHORIZATION,
                    Http.bearer(pat))));
    work.put(
        "delete",
        work(
            () -> uma.registerResourceSet(pat, "To delete", "view", "print").text("_id"),
            unwanted ->
                Http.delete(uma.resourceSets(unwanted), Http.AUTHORIZATION, Http.bearer(pat))));
    work.put("list", work(() -> get(uma.resourceSets())));
    work.put("permission", work(() -> uma.registerPermission(pat, id, "view")));
    work.put("introspection", work(() -> uma.introspect(pat, rpt)));
    return work;
  }

  private Work work(Supplier<Reply> request) {
    return work(() -> "", nothing -> request.get());
  }

  /**
   * The work of one request.
   *
   * @param prepare what is done before it and is no part of it
   * @param request sends it, given what came of that
   */
  private Work work(Supplier<String> prepare, Function<String, Reply> request) {
    Work least = new Work(Long.MAX_VALUE, Long.MAX_VALUE);
    for (int i = 0; i < TRIES; i++) {
      String prepared = prepare.get();
      realm.adminPost("clear-realm-cache", Map.of());
      Http.postJson(counter(), Map.of());
      Reply reply = request.apply(prepared);
      JsonNode counted = Http.get(counter()).json();
      assertThat(reply.status()).as(reply.body()).isIn(200, 201, 204);
      least =
          new Work(
              Math.min(least.statements(), counted.path("statements").asLong(Long.MAX_VALUE)),
              Math.min(least.resources(), counted.path("resources").asLong(Long.MAX_VALUE)));
      if (reply.status() == 201 && reply.json().has("_id")) {
        Http.delete(uma.resourceSets(reply.text("_id")), Http.AUTHORIZATION, Http.bearer(pat));
      }
    }
    return least;
  }

  private Reply nativeList() {
    String serviceAccount = realm.client("photo-album").clientCredentials().text("access_token");
    return Http.get(
        realm.issuer() + "/authz/protection/resource_set?owner=alice&max=1000",
        Http.AUTHORIZATION,
        Http.bearer(serviceAccount));
  }

  private String rpt() {
    realm.share(id, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, id, "view").text("ticket");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    return uma.requestRpt(aat, ticket).text("rpt");
  }

  private String register(int number) {
    return uma.registerResourceSet(pat, "Album " + number, "view", "print").text("_id");
  }

  private Reply get(String url) {
    return Http.get(url, Http.AUTHORIZATION, Http.bearer(pat));
  }

  private String counter() {
    return realm.issuer() + "/test/database-work";
  }
}
