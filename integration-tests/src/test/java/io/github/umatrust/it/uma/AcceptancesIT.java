package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What requesting parties have accepted and supplied, see of it, and take back. */
@ExtendWith(Keycloak.class)
class AcceptancesIT {

  private static final String VERSION = "7 第七版";
  private static final String TEXT = "Be kind.";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final AccountFacts facts;
  private String pat = "";
  private String set = "";
  private String aat = "";
  private String acceptances = "";
  private String claims = "";

  AcceptancesIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.facts = new AccountFacts(realm);
  }

  @BeforeEach
  void resourceSetWithTerms() {
    acceptances = realm.issuer() + "/uma/acceptances";
    claims = realm.issuer() + "/uma/supplied_claims";
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    Reply created = uma.registerResourceSet(pat, "On terms", "view");
    set = created.text("_id");
    realm.share(set, "alice", "bob", "view");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
  }

  @Test
  void anAcceptanceIsSeenAndWithdrawnAndWithItThePermission() {
    require(
        "{\"terms\":{\"version\":\"%s\",\"texts\":[{\"language\":\"en\",\"text\":\"%s\"}]}}"
            .formatted(VERSION, TEXT));
    assertThat(requestRpt().text("error")).isEqualTo("need_info");
    String id = facts.accepted("bob", set, VERSION, TEXT);
    String rpt = requestRpt().text("rpt");
    assertThat(permissions(rpt)).hasSize(1);
    String bob = account("bob");

    JsonNode one = mine(bob, acceptances).get(0);
    assertThat(one.path("id").asText()).isEqualTo(id);
    assertThat(one.path("resource_set_id").asText()).isEqualTo(set);
    assertThat(one.path("resource_set_name").asText()).isEqualTo("On terms");
    assertThat(one.path("resource_server").asText()).isEqualTo("photo-album");
    assertThat(one.path("owner").asText()).isEqualTo("alice");
    assertThat(one.path("version").asText()).isEqualTo(VERSION);
    assertThat(one.path("hash").asText()).isEqualTo(AccountFacts.sha256(TEXT));
    assertThat(one.path("client_id").asText()).isEqualTo("print-service");
    assertThat(one.has("withdrawn_at")).isFalse();

    Reply withdrawn = Http.delete(acceptances + "/" + id, Http.AUTHORIZATION, bob);

    assertThat(withdrawn.status()).as(withdrawn.body()).isEqualTo(204);
    assertThat(permissions(rpt)).isEmpty();
    assertThat(requestRpt().text("error")).isEqualTo("need_info");
    assertThat(mine(bob, acceptances).get(0).path("withdrawn_at").asLong()).isPositive();
    assertThat(events("terms_withdrawn")).hasSize(1);
    assertThat(events("terms_withdrawn").get(0).at("/details/uma_terms_version").asText())
        .isEqualTo(VERSION);
    assertRefused(Http.delete(acceptances + "/" + id, Http.AUTHORIZATION, bob), 404, "not_found");
    assertThat(events("terms_withdrawn")).hasSize(1);
  }

  @Test
  void suppliedClaimsAreSeenAndForgottenAndWithThemThePermission() {
    require("{\"required_claims\":[{\"name\":\"age\"}]}");
    assertThat(requestRpt().text("error")).isEqualTo("need_info");
    facts.supplied("bob", set, "age", "42 🎂");
    String rpt = requestRpt().text("rpt");
    assertThat(permissions(rpt)).hasSize(1);
    String bob = account("bob");

    for (String url : List.of(claims, claims + "/" + set)) {
      JsonNode one = mine(bob, url).get(0);
      assertThat(one.path("resource_set_name").asText()).isEqualTo("On terms");
      assertThat(one.path("name").asText()).isEqualTo("age");
      assertThat(one.path("value").asText()).isEqualTo("42 🎂");
      assertThat(one.path("supplied_at").asLong()).isPositive();
    }
    Reply forgotten = Http.delete(claims + "/" + set, Http.AUTHORIZATION, bob);

    assertThat(forgotten.status()).as(forgotten.body()).isEqualTo(204);
    assertThat(mine(bob, claims)).isEmpty();
    assertThat(permissions(rpt)).isEmpty();
    assertThat(requestRpt().text("error")).isEqualTo("need_info");
    assertThat(events("claims_forgotten")).hasSize(1);
    assertThat(events("claims_forgotten").get(0).toString()).doesNotContain("42 🎂");
    assertRefused(Http.delete(claims + "/" + set, Http.AUTHORIZATION, bob), 404, "not_found");
  }

  @Test
  void allThatWasSuppliedIsForgottenAtOnce() {
    String other = uma.registerResourceSet(pat, "Another", "view").text("_id");
    facts.supplied("bob", set, "age", "42");
    facts.supplied("bob", other, "age", "43");
    facts.supplied("alice", other, "age", "44");
    String bob = account("bob");
    assertThat(Http.delete(claims, Http.AUTHORIZATION, bob).status()).isEqualTo(204);
    assertThat(Http.get(claims, Http.AUTHORIZATION, bob).json()).isEmpty();
    String alice = account("alice");
    assertThat(Http.get(claims + "/" + other, Http.AUTHORIZATION, alice).json()).hasSize(1);
    assertThat(Http.delete(claims, Http.AUTHORIZATION, bob).status())
        .as("nothing left")
        .isEqualTo(204);
  }

  /** What no longer counts is no longer kept either. */
  @Test
  void claimsThatNoLongerCountAreForgotten() {
    facts.supplied("bob", set, "fresh", "1");
    facts.supplied("bob", set, "stale", "2", -1);
    assertThat(kept()).contains("fresh", "stale");
    assertThat(Http.send("POST", realm.issuer() + "/test/tasks?name=ExpiredClaims", null).status())
        .isEqualTo(204);
    assertThat(kept()).contains("fresh").doesNotContain("stale");
  }

  private String kept() {
    return Http.get(realm.issuer() + "/test/claims").body();
  }

  @Test
  void nobodySeesOrWithdrawsWhatAnotherDid() {
    String id = facts.accepted("bob", set, "1", TEXT);
    facts.supplied("bob", set, "age", "42");
    String alice = account("alice");
    assertThat(mine(alice, acceptances)).isEmpty();
    assertThat(mine(alice, claims)).isEmpty();
    assertRefused(Http.delete(acceptances + "/" + id, Http.AUTHORIZATION, alice), 404, "not_found");
    assertRefused(Http.delete(claims + "/" + set, Http.AUTHORIZATION, alice), 404, "not_found");
    TestRealm other = new TestRealm(realm.baseUrl(), "uma-trust");
    String elsewhere = other.accountAuthorization(other.browser("bob"));
    assertRefused(
        Http.delete(other.issuer() + "/uma/acceptances/" + id, Http.AUTHORIZATION, elsewhere),
        404,
        "not_found");
    assertRefused(
        Http.delete(acceptances + "/" + id, Http.AUTHORIZATION, elsewhere), 401, "invalid_token");
    String bob = account("bob");
    for (String no : List.of("unknown", "x".repeat(300), "%00", "%20", id + "%27")) {
      assertThat(Http.delete(acceptances + "/" + no, Http.AUTHORIZATION, bob).status())
          .as(no)
          .isBetween(400, 404);
    }
    assertThat(mine(bob, acceptances)).hasSize(1);
    assertThat(mine(bob, claims)).hasSize(1);
  }

  @Test
  void neitherAatNorPatNorRptSpeaksForAPerson() {
    realm.changeClient("print-service", Map.of("fullScopeAllowed", true));
    try {
      String mighty = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
      for (String url : List.of(acceptances, claims)) {
        assertRefused(Http.get(url, Http.AUTHORIZATION, Http.bearer(mighty)), 403, "access_denied");
      }
      assertRefused(
          Http.delete(claims, Http.AUTHORIZATION, Http.bearer(mighty)), 403, "access_denied");
    } finally {
      realm.changeClient("print-service", Map.of("fullScopeAllowed", false));
    }
    for (String token : List.of(pat, aat, requestRpt().text("rpt"))) {
      for (String url : List.of(acceptances, claims)) {
        Reply refused = Http.get(url, Http.AUTHORIZATION, Http.bearer(token));
        assertThat(refused.status()).as(refused.body()).isIn(401, 403);
      }
    }
    assertRefused(Http.get(acceptances), 401, "invalid_token");
  }

  @Test
  void otherMethodsAreNotThere() {
    for (Map.Entry<String, String> endpoint :
        Map.of(
                acceptances,
                "GET",
                acceptances + "/x",
                "DELETE",
                claims,
                "GET, DELETE",
                claims + "/x",
                "GET, DELETE")
            .entrySet()) {
      Reply refused = Http.send("PUT", endpoint.getKey(), null);
      assertRefused(refused, 405, "unsupported_method_type");
      assertThat(refused.header("Allow")).hasValue(endpoint.getValue());
    }
  }

  @Test
  void whereUserManagedAccessIsOffNothingIsThere() {
    String bob = account("bob");
    realm.changeRealm(Map.of("userManagedAccessAllowed", false));
    try {
      for (String url : List.of(acceptances, claims, realm.issuer() + "/uma/policy/" + set)) {
        assertThat(Http.get(url, Http.AUTHORIZATION, bob).status()).isEqualTo(404);
        assertThat(Http.send("PATCH", url, null).status()).isEqualTo(404);
      }
    } finally {
      realm.changeRealm(Map.of("userManagedAccessAllowed", true));
    }
  }

  private void require(String json) {
    Reply replaced =
        Http.send(
            "PUT",
            realm.issuer() + "/uma/policy/" + set,
            json,
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            account("alice"));
    assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
  }

  private Reply requestRpt() {
    return uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket"));
  }

  private JsonNode permissions(String rpt) {
    return uma.introspect(pat, rpt).json().path("permissions");
  }

  private String account(String user) {
    return realm.accountAuthorization(realm.browser(user));
  }

  /** What a list has about this test's resource set. */
  private List<JsonNode> mine(String account, String url) {
    Reply list = Http.get(url, Http.AUTHORIZATION, account);
    assertThat(list.status()).as(list.body()).isEqualTo(200);
    return StreamSupport.stream(list.json().spliterator(), false)
        .filter(e -> e.path("resource_set_id").asText().equals(set))
        .toList();
  }

  private List<JsonNode> events(String action) {
    JsonNode all = realm.adminGet("events?type=UPDATE_CONSENT&max=1000");
    return StreamSupport.stream(all.spliterator(), false)
        .filter(e -> e.at("/details/uma_action").asText().equals(action))
        .filter(e -> e.at("/details/uma_resource_set_id").asText().equals(set))
        .toList();
  }

  private static void assertRefused(Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.text("error")).isEqualTo(error);
  }
}
