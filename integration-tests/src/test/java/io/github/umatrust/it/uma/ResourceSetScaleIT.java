package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.DatabaseWork;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String id = "";
  private String rpt = "";
  private int renamed;

  ResourceSetScaleIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @Test
  void noRequestLoadsAllResourceSets() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    id = register(0);
    rpt = rpt();
    for (int n = 1; n < FEW; n++) {
      register(n);
    }
    Map<String, DatabaseWork> few = workOfEachRequest();
    for (int n = FEW; n < MANY; n++) {
      register(n);
    }
    Map<String, DatabaseWork> many = workOfEachRequest();

    assertThat(many).isEqualTo(few);
    assertThat(many.get("list")).extracting(DatabaseWork::resources).isEqualTo(0L);
    assertThat(many.values()).allSatisfy(work -> assertThat(work.resources()).isLessThan(2));
    // Keycloak's own list does load them, which shows that it would be seen.
    assertThat(work(this::nativeList).resources()).isGreaterThanOrEqualTo(MANY);
  }

  private Map<String, DatabaseWork> workOfEachRequest() {
    Map<String, DatabaseWork> work = new LinkedHashMap<>();
    work.put("create", work(() -> uma.registerResourceSet(pat, "One more", "view", "print")));
    work.put("read", work(() -> get(uma.resourceSets(id))));
    work.put(
        "update",
        work(
            () ->
                Http.putJson(
                    uma.resourceSets(id),
                    Map.of("name", "Renamed " + ++renamed, "scopes", new String[] {"view"}),
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

  private DatabaseWork work(Supplier<Reply> request) {
    return work(() -> "", nothing -> request.get());
  }

  /**
   * The work of one request.
   *
   * @param prepare what is done before it and is no part of it
   * @param request sends it, given what came of that
   */
  private DatabaseWork work(Supplier<String> prepare, Function<String, Reply> request) {
    return DatabaseWork.usual(
        () -> {
          String prepared = prepare.get();
          realm.adminPost("clear-realm-cache", Map.of());
          List<Reply> answers = new ArrayList<>();
          DatabaseWork work = DatabaseWork.of(realm, () -> answers.add(request.apply(prepared)));
          Reply reply = answers.get(0);
          assertThat(reply.status()).as(reply.body()).isIn(200, 201, 204);
          if (reply.status() == 201 && reply.json().has("_id")) {
            Http.delete(uma.resourceSets(reply.text("_id")), Http.AUTHORIZATION, Http.bearer(pat));
          }
          return work;
        });
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
}
