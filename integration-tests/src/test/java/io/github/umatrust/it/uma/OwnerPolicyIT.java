package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What owners decide about their resource sets by their own accounts, and nobody else can. */
@ExtendWith(Keycloak.class)
class OwnerPolicyIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String REQUIREMENTS =
      """
      {"terms":{"version":"2","texts":[
          {"language":"de","uri":"https://example.com/bedingungen"},
          {"language":"en","text":"For print only.\\nNot for the web. Für Zuhause 🖼"}]},
       "required_claims":[{"name":"email","friendly_name":"e-mail address","values":["b@example.com"]}],
       "required_acr":["gold","silver"],
       "access_requests":false}""";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String set = "";
  private String policy = "";

  OwnerPolicyIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void resourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    Reply created = uma.registerResourceSet(pat, "Decided", "view");
    set = created.text("_id");
    policy = created.text("user_access_policy_uri");
  }

  @Test
  void thePolicyUriLeadsBrowsersToTheAccountConsole() {
    assertThat(policy).isEqualTo(realm.issuer() + "/uma/policy/" + set);
    Reply redirect = Http.get(policy, "Accept", "text/html,*/*;q=0.8");
    assertThat(redirect.status()).isEqualTo(303);
    assertThat(redirect.header("Location")).hasValue(realm.issuer() + "/account/resources");
    assertThat(Http.get(policy + "-unknown", "Accept", "text/html").status()).isEqualTo(303);

    assertRefused(Http.get(policy), 401, "invalid_token");
    assertThat(
            Http.get(policy, "Accept", "text/html", Http.AUTHORIZATION, account("alice")).status())
        .as("a page that has a token")
        .isEqualTo(200);
  }

  @Test
  void anOwnerReplacesAndReadsRequirements() throws Exception {
    String alice = account("alice");
    assertThat(get(alice).json())
        .isEqualTo(JSON.createObjectNode().put("resource_set_id", set).put("name", "Decided"));

    Reply replaced = put(alice, REQUIREMENTS);
    assertThat(replaced.status()).as(replaced.body()).isEqualTo(200);
    JsonNode expected =
        JSON.createObjectNode()
            .put("resource_set_id", set)
            .put("name", "Decided")
            .setAll((ObjectNode) JSON.readTree(REQUIREMENTS));
    assertThat(replaced.json()).isEqualTo(expected);
    assertThat(get(alice).json()).isEqualTo(expected);
    assertThat(put(alice, get(alice).body()).json()).as("sent back").isEqualTo(expected);
    JsonNode attributes =
        realm
            .adminGet(realm.authorizationPath("photo-album") + "/resource/" + set)
            .path("attributes");
    assertThat(attributes.path("uma_terms_version").path(0).asText()).isEqualTo("2");
    assertThat(attributes.has("uma_terms_text_en")).isTrue();
    assertThat(attributes.has("uma_required_claims")).isTrue();

    assertThat(put(alice, "{\"required_acr\":[\"gold\"]}").status()).isEqualTo(200);
    assertThat(get(alice).json().path("required_acr").toString()).isEqualTo("[\"gold\"]");
    assertThat(get(alice).json().has("terms")).as("what is not said is gone").isFalse();

    assertThat(put(alice, "{}").status()).isEqualTo(200);
    assertThat(get(alice).body())
        .isEqualTo("{\"resource_set_id\":\"" + set + "\",\"name\":\"Decided\"}");
    List<JsonNode> events = events("requirements_changed");
    assertThat(events).hasSize(4);
    assertThat(events.get(3).at("/details/uma_terms_version").asText()).isEqualTo("2");
    for (JsonNode event : events) {
      assertThat(event.path("type").asText()).isEqualTo("UPDATE_CONSENT");
      assertThat(event.path("clientId").asText()).isEqualTo("account-console");
      assertThat(event.path("userId").asText()).isEqualTo(realm.userId("alice"));
      assertThat(event.toString()).doesNotContain("b@example.com");
    }
  }

  @Test
  void whatIsRequiredCountsAtOnceAndWhateverIsShared() {
    realm.share(set, "alice", "bob", "view");
    String aat = aat();
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    put(account("alice"), "{\"required_claims\":[{\"name\":\"age\",\"values\":[\"adult\"]}]}");

    Reply refused = uma.requestRpt(aat, ticket);

    assertRefused(refused, 403, "need_info");
    assertThat(
            refused
                .json()
                .at("/error_details/requesting_party_claims/required_claims/0/name")
                .asText())
        .isEqualTo("age");
    assertThat(refused.body()).as("what will do nobody is told").doesNotContain("adult");
    put(account("alice"), "{}");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
  }

  @Test
  void aResourceServerKeepsWhatTheOwnerRequires() {
    put(account("alice"), REQUIREMENTS);
    Reply updated =
        Http.putJson(
            uma.resourceSets(set),
            Map.of(
                "name",
                "Renamed",
                "scopes",
                List.of("view", "print"),
                "uma_terms_version",
                "0",
                "attributes",
                Map.of("uma_terms_version", "0")),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(updated.status()).isEqualTo(200);
    JsonNode after = get(account("alice")).json();
    assertThat(after.path("name").asText()).isEqualTo("Renamed");
    assertThat(after.at("/terms/version").asText()).isEqualTo("2");
  }

  @Test
  void ofManyChangesAtOnceOneIsThere() throws InterruptedException {
    String alice = account("alice");
    List<Reply> replies =
        AtOnce.send(
            6,
            24,
            i ->
                put(
                    alice,
                    "{\"terms\":{\"version\":\"v%1$d\",\"texts\":[{\"language\":\"en\",\"text\":\"t%1$d\"}]}}"
                        .formatted(i)));
    assertThat(replies).extracting(Reply::status).containsOnly(200);
    JsonNode terms = get(alice).json().path("terms");
    assertThat(terms.path("texts")).hasSize(1);
    assertThat(terms.at("/texts/0/text").asText())
        .isEqualTo(terms.path("version").asText().replace('v', 't'));
  }

  @Test
  void attributesThatNobodyUnderstandsAreToldAndCanBeReplaced() {
    String resource = realm.authorizationPath("photo-album") + "/resource/" + set;
    ObjectNode attributes = (ObjectNode) realm.adminGet(resource);
    attributes.putObject("attributes").putArray("uma_access_requests").add("perhaps");
    realm.adminPut(resource, attributes);
    String alice = account("alice");
    assertRefused(get(alice), 409, "conflict");
    assertThat(put(alice, "{}").status()).isEqualTo(200);
    assertThat(get(alice).status()).isEqualTo(200);
  }

  @Test
  void nobodyElsesResourceSetIsThere() {
    String bob = account("bob");
    for (Reply refused :
        List.of(
            get(bob),
            put(bob, "{}"),
            Http.get(policy + "/acceptances", Http.AUTHORIZATION, bob),
            Http.delete(policy + "/permissions", Http.AUTHORIZATION, bob))) {
      assertRefused(refused, 404, "not_found");
    }
    String alice = account("alice");
    for (String id : List.of("unknown", "x".repeat(300), "%00", "%20", set + "%27")) {
      Reply refused = Http.get(realm.issuer() + "/uma/policy/" + id, Http.AUTHORIZATION, alice);
      assertThat(refused.status()).as(id).isBetween(400, 404);
    }
    String own =
        realm
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String servers = uma.registerResourceSet(own, "The server's", "view").text("_id");
    assertRefused(
        Http.get(realm.issuer() + "/uma/policy/" + servers, Http.AUTHORIZATION, alice),
        404,
        "not_found");
  }

  @Test
  void onlyAnAccountTokenWillDo() {
    realm.share(set, "alice", "bob", "view");
    String aat = aat();
    String rpt =
        uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).text("rpt");
    // With the audience and the roles of the account, which Keycloak's own API is content with.
    realm.changeClient("photo-album", Map.of("fullScopeAllowed", true));
    realm.changeClient("print-service", Map.of("fullScopeAllowed", true));
    try {
      String mightyPat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
      String mightyAat =
          realm.grant("print-service", "alice", "uma_authorization").text("access_token");
      String mighty = realm.grant("print-service", "alice", "openid").text("access_token");
      assertThat(get(Http.bearer(mighty)).status()).as("neither PAT nor AAT").isEqualTo(200);
      for (String token : List.of(mightyPat, mightyAat)) {
        assertRefused(get(Http.bearer(token)), 403, "access_denied");
        assertRefused(put(Http.bearer(token), "{}"), 403, "access_denied");
        assertRefused(
            Http.delete(policy + "/permissions", Http.AUTHORIZATION, Http.bearer(token)),
            403,
            "access_denied");
      }
      String service =
          realm.client("photo-album").clientCredentials("scope", "openid").text("access_token");
      assertThat(get(Http.bearer(service)).status()).isBetween(401, 403);
    } finally {
      realm.changeClient("photo-album", Map.of("fullScopeAllowed", false));
      realm.changeClient("print-service", Map.of("fullScopeAllowed", false));
    }
    String withoutRoles = realm.grant("print-service", "alice", "openid").text("access_token");
    String otherRealm =
        new TestRealm(realm.baseUrl(), "uma-trust")
            .accountAuthorization(new TestRealm(realm.baseUrl(), "uma-trust").browser("alice"));
    for (String token :
        List.of(Http.bearer(withoutRoles), Http.bearer(rpt), Http.bearer("x"), otherRealm)) {
      assertRefused(get(token), 401, "invalid_token");
      assertThat(get(token).header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
    }
    String alice = account("alice").substring("Bearer ".length());
    assertRefused(uma.introspect(alice, rpt), 403, "insufficient_scope");
    assertRefused(uma.requestRpt(alice, "x"), 403, "insufficient_scope");
    assertRefused(uma.reportAccess(alice, Map.of()), 403, "insufficient_scope");
  }

  @Test
  void whoMayOnlyViewTheProfileMayOnlyRead() {
    String account = "clients/" + realm.clientUuid("account");
    JsonNode viewProfile = realm.adminGet(account + "/roles/view-profile");
    String mapping =
        "clients/"
            + realm.clientUuid("planner")
            + "/scope-mappings/clients/"
            + realm.clientUuid("account");
    realm.adminPost(mapping, List.of(viewProfile));
    try {
      String token = Http.bearer(realm.grant("planner", "alice", "openid").text("access_token"));
      assertThat(get(token).status()).isEqualTo(200);
      assertRefused(put(token, "{}"), 403, "access_denied");
      assertRefused(
          Http.delete(policy + "/permissions", Http.AUTHORIZATION, token), 403, "access_denied");
    } finally {
      realm.adminDelete(mapping, List.of(viewProfile));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "x | JSON",
        "[] | object",
        "{'term':{}} | term is not known",
        "{'terms':{'version':'1'}} | texts",
        "{'terms':{'version':'1','texts':[{'language':'en','uri':'ftp://x.org'}]}} | uri",
        "{'required_claims':[{'values':['x']}]} | name is missing",
        "{'access_requests':1} | access_requests",
      })
  void whatIsWrongIsToldAndChangesNothing(String body, String part) {
    String alice = account("alice");
    put(alice, REQUIREMENTS);
    Reply refused = put(alice, body.replace('\'', '"'));
    assertRefused(refused, 400, "invalid_request");
    assertThat(refused.text("error_description")).contains(part);
    assertThat(get(alice).json().at("/terms/version").asText()).isEqualTo("2");
  }

  @Test
  void otherMethodsAreNotThere() {
    for (Map.Entry<String, String> endpoint :
        Map.of("", "GET, PUT", "/acceptances", "GET", "/permissions", "DELETE").entrySet()) {
      Reply refused = Http.send("PATCH", policy + endpoint.getKey(), null);
      assertRefused(refused, 405, "unsupported_method_type");
      assertThat(refused.header("Allow")).hasValue(endpoint.getValue());
    }
  }

  @Test
  void pagesOfTheClientMayAskAndOthersMayNot() {
    Reply preflight =
        Http.send(
            "OPTIONS",
            policy,
            null,
            "Origin",
            "https://app.example.com",
            "Access-Control-Request-Method",
            "PUT");
    assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("PUT");
    String alice = account("alice");
    Reply own = Http.get(policy, Http.AUTHORIZATION, alice, "Origin", realm.baseUrl());
    assertThat(own.status()).isEqualTo(200);
    Reply other = Http.get(policy, Http.AUTHORIZATION, alice, "Origin", "https://evil.example.com");
    assertRefused(other, 403, "access_denied");
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void anOwnerTakesBackPermissions() throws InterruptedException {
    realm.share(set, "alice", "bob", "view");
    String aat = aat();
    String rpt = rpt(aat);
    String alice = account("alice");

    assertThat(takeBack(alice, "?requesting_party=alice").status()).isEqualTo(204);
    assertThat(permissions(rpt)).as("somebody else's").hasSize(1);
    assertThat(takeBack(alice, "?requesting_party=bob").status()).isEqualTo(204);
    assertThat(permissions(rpt)).isEmpty();
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();

    nextSecond();
    String again = rpt(aat);
    assertThat(permissions(again)).as("the share stays").hasSize(1);
    assertThat(takeBack(alice, "?requesting_party=" + realm.userId("bob")).status()).isEqualTo(204);
    assertThat(permissions(again)).isEmpty();

    nextSecond();
    String last = rpt(aat);
    assertThat(takeBack(alice, "").status()).isEqualTo(204);
    assertThat(permissions(last)).isEmpty();
    assertThat(events("permissions_taken_back"))
        .extracting(e -> e.at("/details/uma_requesting_party").asText(""))
        .containsExactlyInAnyOrder(
            realm.userId("alice"), realm.userId("bob"), realm.userId("bob"), "");
    assertRefused(takeBack(alice, "?requesting_party=nobody"), 404, "not_found");
    assertRefused(takeBack(alice, "?requesting_party="), 404, "not_found");
    assertRefused(
        takeBack(alice, "?requesting_party=bob&requesting_party=alice"), 400, "invalid_request");
  }

  @Test
  void anOwnerSeesWhoAcceptedTheTerms() {
    String alice = account("alice");
    AccountFacts facts = new AccountFacts(realm);
    String url = policy + "/acceptances";
    assertThat(Http.get(url, Http.AUTHORIZATION, alice).body()).isEqualTo("[]");
    put(
        alice,
        "{\"terms\":{\"version\":\"2\",\"texts\":[{\"language\":\"en\",\"text\":\"Be kind.\"}]}}");
    String old = facts.accepted("bob", set, "1", "Be nice.");
    String current = facts.accepted("bob", set, "2", "Be kind.");

    JsonNode all = Http.get(url, Http.AUTHORIZATION, alice).json();

    assertThat(all).hasSize(2);
    for (JsonNode one : all) {
      boolean now = one.path("id").asText().equals(current);
      assertThat(one.path("id").asText()).isEqualTo(now ? current : old);
      assertThat(one.path("requesting_party").asText()).isEqualTo(realm.userId("bob"));
      assertThat(one.path("username").asText()).isEqualTo("bob");
      assertThat(one.path("version").asText()).isEqualTo(now ? "2" : "1");
      assertThat(one.path("hash").asText())
          .isEqualTo(AccountFacts.sha256(now ? "Be kind." : "Be nice."));
      assertThat(one.path("language").asText()).isEqualTo("en");
      assertThat(one.path("client_id").asText()).isEqualTo("print-service");
      assertThat(one.path("accepted_at").asLong())
          .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 1);
      assertThat(one.path("current").asBoolean()).isEqualTo(now);
      assertThat(one.has("withdrawn_at")).isFalse();
    }
    assertThat(Http.get(url + "?first=1&max=5", Http.AUTHORIZATION, alice).json()).hasSize(1);
    assertRefused(Http.get(url + "?max=0", Http.AUTHORIZATION, alice), 400, "invalid_request");
  }

  private Reply takeBack(String account, String query) {
    return Http.delete(policy + "/permissions" + query, Http.AUTHORIZATION, account);
  }

  private Reply get(String account) {
    return Http.get(policy, Http.AUTHORIZATION, account);
  }

  private Reply put(String account, String json) {
    return Http.send(
        "PUT", policy, json, "Content-Type", "application/json", Http.AUTHORIZATION, account);
  }

  private String account(String user) {
    return realm.accountAuthorization(realm.browser(user));
  }

  private String aat() {
    return realm.grant("print-service", "bob", "uma_authorization").text("access_token");
  }

  private String rpt(String aat) {
    String rpt =
        uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).text("rpt");
    assertThat(rpt).isNotEmpty();
    return rpt;
  }

  private JsonNode permissions(String rpt) {
    return uma.introspect(pat, rpt).json().path("permissions");
  }

  /** What is granted in the second of taking back is taken back too. */
  private static void nextSecond() throws InterruptedException {
    long now = Instant.now().getEpochSecond();
    while (Instant.now().getEpochSecond() == now) {
      Thread.sleep(50);
    }
  }

  /** The events of this test's resource set, the latest first. */
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
