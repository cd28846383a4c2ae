package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What resource servers report of requests for access, and what becomes of it. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class AccessReportIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final String reportId = UUID.randomUUID().toString();
  private String pat = "";
  private String set = "";
  private String aat = "";

  AccessReportIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void sharedResourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    set = uma.registerResourceSet(pat, "Reported", "view", "print").text("_id");
    realm.share(set, "alice", "bob", "view");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
  }

  @Test
  void accessThatWasPermittedIsToldAsTwoInteractions() {
    String rpt = rpt();
    Map<String, Object> report = report("allow", rpt);
    report.put("http_status", 200);
    report.put("reason", "permission");

    Reply accepted = uma.reportAccess(pat, report);

    assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
    assertThat(accepted.body()).isEqualTo("{\"report_id\":\"" + reportId + "\",\"accepted\":true}");
    assertThat(accepted.header("Cache-Control")).hasValue("no-store");
    List<JsonNode> events = events();
    assertThat(interactions(events))
        .containsExactlyInAnyOrder("access_reported", "access_answered");
    for (JsonNode event : events) {
      assertThat(event.path("type").asText()).isEqualTo("PERMISSION_TOKEN");
      assertThat(event.path("clientId").asText()).isEqualTo("photo-album");
      assertThat(event.path("userId").asText()).isEqualTo(realm.userId("alice"));
      JsonNode details = event.path("details");
      assertThat(details.path("token_id")).isEqualTo(Tokens.claims(rpt).path("jti"));
      assertThat(details.path("uma_resource_server").asText()).isEqualTo("photo-album");
      assertThat(details.path("uma_authorizing_party").asText()).isEqualTo(realm.userId("alice"));
      assertThat(details.path("uma_requesting_party").asText()).isEqualTo(realm.userId("bob"));
      assertThat(details.path("uma_client").asText()).isEqualTo("print-service");
      assertThat(details.path("uma_decision").asText()).isEqualTo("allow");
      assertThat(details.path("uma_http_status").asText()).isEqualTo("200");
      assertThat(details.path("uma_reason").asText()).isEqualTo("permission");
      assertThat(details.path("uma_occurred_at").asText())
          .isEqualTo(String.valueOf(report.get("occurred_at")));
      assertThat(details.path("uma_permissions").asText())
          .contains("\"resource_set_id\":\"" + set + "\"")
          .contains("\"resource_set_name\":\"Reported\"")
          .contains("\"scopes\":[\"view\"]")
          .contains("\"exp\":" + Tokens.claims(rpt).path("exp").asText());
      assertThat(details.has("uma_contradiction")).isFalse();
      assertThat(details.has("uma_unverified")).isFalse();
      assertThat(event.toString()).doesNotContain(rpt).doesNotContain(pat);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deny", "challenge"})
  void whoGaveNoAccessHasAnswered(String decision) {
    assertThat(uma.reportAccess(pat, report(decision, rpt())).status()).isEqualTo(201);
    assertThat(interactions(events())).containsExactly("access_answered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deny", "challenge"})
  void aRequestWithoutAnRptCanBeReportedToo(String decision) {
    assertThat(uma.reportAccess(pat, report(decision, null)).status()).isEqualTo(201);
    List<JsonNode> events = events();
    assertThat(interactions(events)).containsExactly("access_answered");
    for (String unknown : List.of("token_id", "uma_requesting_party", "uma_client")) {
      assertThat(events.get(0).path("details").has(unknown)).as(unknown).isFalse();
    }
  }

  @Test
  void accessThatNothingPermittedIsAContradiction() {
    Map<String, Object> report = report("allow", rpt());
    report.put("scopes", List.of("view", "print"));
    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
    List<JsonNode> events = events();
    assertThat(interactions(events)).containsExactly("access_answered");
    assertThat(events.get(0).path("details").path("uma_contradiction").asText()).isEqualTo("true");
  }

  @Test
  void accessOnAnRptThatHasBeenRevokedSinceNobodyCanJudge() {
    String rpt = rpt();
    Http.postForm(
        uma.revocationEndpoint(),
        Map.of("token", List.of(rpt)),
        Http.AUTHORIZATION,
        Http.basic("print-service", "print-service-secret"));
    assertThat(uma.reportAccess(pat, report("allow", rpt)).status()).isEqualTo(201);
    List<JsonNode> events = events();
    assertThat(interactions(events)).containsExactly("access_answered");
    assertThat(events.get(0).path("details").path("uma_unverified").asText()).isEqualTo("true");
    assertThat(events.get(0).path("details").has("uma_contradiction")).isFalse();
  }

  @Test
  void anAccessCanBeReportedWhenItsRptHasExpired() throws InterruptedException {
    realm.changeRealm(Map.of("accessTokenLifespan", 2));
    String rpt;
    try {
      String shortAat =
          realm.grant("print-service", "bob", "uma_authorization").text("access_token");
      realm.changeRealm(Map.of("accessTokenLifespan", 300));
      String ticket = uma.registerPermission(pat, set, "view").text("ticket");
      rpt = uma.requestRpt(shortAat, ticket).text("rpt");
    } finally {
      realm.changeRealm(Map.of("accessTokenLifespan", 300));
    }
    Map<String, Object> report = report("allow", rpt);
    while (Instant.now().getEpochSecond() <= Tokens.claims(rpt).path("exp").asLong()) {
      Thread.sleep(200);
    }
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isFalse();
    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
    assertThat(interactions(events()))
        .containsExactlyInAnyOrder("access_reported", "access_answered");
  }

  @Test
  void theSameReportCountsOnce() {
    Map<String, Object> report = report("allow", rpt());
    report.put("scopes", List.of("view", "print"));
    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
    report.put("scopes", List.of("print", "view"));
    report.put("comment", "sent again, and written another way");
    Reply again = uma.reportAccess(pat, report);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("{\"report_id\":\"" + reportId + "\",\"accepted\":true}");
    assertThat(events()).hasSize(1);
  }

  @Test
  void anotherReportNeedsAnotherId() {
    Map<String, Object> report = report("allow", rpt());
    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
    report.put("decision", "deny");
    Reply refused = uma.reportAccess(pat, report);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\":\"conflict\",\"error_description\":"
                + "\"another report has been received under this report_id\"}");
    assertThat(events()).hasSize(2);
    assertThat(events())
        .allSatisfy(e -> assertThat(e.toString()).doesNotContain("\"uma_decision\":\"deny\""));
  }

  @Test
  void ofManyAtOnceOneCounts() throws InterruptedException {
    Map<String, Object> report = report("allow", rpt());
    List<Reply> replies = AtOnce.send(8, 24, i -> uma.reportAccess(pat, report));
    assertThat(replies).extracting(Reply::status).containsOnly(200, 201);
    assertThat(replies).filteredOn(r -> r.status() == 201).hasSize(1);
    assertThat(interactions(events()))
        .containsExactlyInAnyOrder("access_reported", "access_answered");
  }

  @Test
  void ofManyDifferentOnesAtOnceOneCounts() throws InterruptedException {
    String rpt = rpt();
    List<Reply> replies =
        AtOnce.send(
            8,
            16,
            i -> {
              Map<String, Object> report = report("allow", rpt);
              report.put("http_status", 200 + i);
              return uma.reportAccess(pat, report);
            });
    assertThat(replies).extracting(Reply::status).containsOnly(201, 409);
    assertThat(replies).filteredOn(r -> r.status() == 201).hasSize(1);
    assertThat(events()).hasSize(2);
  }

  @Test
  void theIdIsTheResourceServersOwn() {
    assertThat(uma.reportAccess(pat, report("deny", null)).status()).isEqualTo(201);
    realm.addResourceServer("reporting-album");
    String other =
        realm
            .client("reporting-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    Map<String, Object> report = report("deny", null);
    report.put("resource_set_id", uma.registerResourceSet(other, "Another", "view").text("_id"));
    assertThat(uma.reportAccess(other, report).status()).isEqualTo(201);
    assertThat(events()).hasSize(2);
  }

  @Test
  void nobodyReportsForAnotherResourceServerOrOwner() {
    String rpt = rpt();
    realm.addResourceServer("reporting-album");
    String otherServers =
        realm
            .client("reporting-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String bobs = realm.grant("photo-album", "bob", "uma_protection").text("access_token");
    for (String other : List.of(otherServers, bobs)) {
      assertRefused(uma.reportAccess(other, report("allow", rpt)), 400, "invalid_resource_set_id");
    }
    Map<String, Object> report = report("allow", rpt);
    report.put(
        "resource_set_id", uma.registerResourceSet(otherServers, "Mine", "view").text("_id"));
    assertRefused(uma.reportAccess(otherServers, report), 400, "invalid_rpt");
    report.put("resource_set_id", "no-such-set");
    assertRefused(uma.reportAccess(pat, report), 400, "invalid_resource_set_id");
    report = report("allow", rpt);
    report.put("scopes", List.of("delete"));
    assertRefused(uma.reportAccess(pat, report), 400, "invalid_scope");
    assertThat(events()).isEmpty();
    // What was refused has not been received.
    assertThat(uma.reportAccess(pat, report("allow", rpt)).status()).isEqualTo(201);
    // Nor has it broken the lists of the authorization cache.
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).json().toString())
        .contains(set);
  }

  @Test
  void anotherTokenIsNoRpt() {
    String rpt = rpt();
    String[] parts = rpt.split("\\.", -1);
    for (String other :
        List.of(pat, aat, "x", "a.b.c", parts[0] + "." + parts[1] + ".AAAA", rptOfAnotherRealm())) {
      assertRefused(uma.reportAccess(pat, report("allow", other)), 400, "invalid_rpt");
    }
    assertThat(events()).isEmpty();
  }

  @Test
  void onlyAPatWillDo() {
    String rpt = rpt();
    Map<String, Object> report = report("allow", rpt);
    Reply missing = Http.postJson(uma.accessReportEndpoint(), report);
    assertThat(missing.status()).isEqualTo(401);
    assertThat(missing.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
    assertRefused(uma.reportAccess(aat, report), 403, "insufficient_scope");
    assertRefused(uma.reportAccess(rpt, report), 401, "invalid_token");
    assertThat(events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-86410, false", "-86390, true", "50, true", "70, false"})
  void anAccessIsNeitherYetToComeNorLongAgo(int seconds, boolean taken) {
    Map<String, Object> report = report("deny", null);
    report.put("occurred_at", Instant.now().getEpochSecond() + seconds);
    Reply reply = uma.reportAccess(pat, report);
    assertThat(reply.status()).as(reply.body()).isEqualTo(taken ? 201 : 400);
  }

  @Test
  void nobodyHadTheRptBeforeItWasIssued() {
    Map<String, Object> report = report("allow", rpt());
    report.put("occurred_at", Instant.now().getEpochSecond() - 70);
    assertRefused(uma.reportAccess(pat, report), 400, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({"report_id", "occurred_at", "rpt", "resource_set_id", "scopes", "decision"})
  void saysWhatIsMissing(String member) {
    Map<String, Object> report = report("allow", rpt());
    report.remove(member);
    Reply refused = uma.reportAccess(pat, report);
    assertRefused(refused, 400, "invalid_request");
    assertThat(refused.text("error_description")).startsWith(member + " is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "[]", "null", "{\"report_id\":\"a\",\"report_id\":\"a\"}"})
  void whatIsNoReportIsABadRequest(String body) {
    Reply refused =
        Http.send(
            "POST",
            uma.accessReportEndpoint(),
            body,
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertRefused(refused, 400, "invalid_request");
  }

  @Test
  void onlyPostIsAnswered() {
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
      Reply refused =
          Http.send(method, uma.accessReportEndpoint(), null, Http.AUTHORIZATION, Http.bearer(pat));
      assertRefused(refused, 405, "unsupported_method_type");
      assertThat(refused.header("Allow")).hasValue("POST");
    }
  }

  @Test
  void aReportIsForgottenWithItsResourceServer() {
    long before = remembered();
    realm.addResourceServer("passing-album");
    String own =
        realm
            .client("passing-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    Map<String, Object> report = report("deny", null);
    report.put("resource_set_id", uma.registerResourceSet(own, "Passing", "view").text("_id"));
    assertThat(uma.reportAccess(own, report).status()).isEqualTo(201);
    assertThat(remembered()).isEqualTo(before + 1);
    realm.adminDelete("clients/" + realm.clientUuid("passing-album"));
    assertThat(remembered()).isEqualTo(before);
  }

  @Test
  void aReportIsForgottenWithItsRealm(KeycloakServer server) {
    TestRealm passing = TestRealm.importCopy(server, Keycloak.realmFile(), "it-passing-reports");
    String remembered =
        realm.issuer() + "/test/access-reports?realm=" + passing.adminGet("").path("id").asText();
    UmaEndpoints there = UmaEndpoints.discover(passing.issuer());
    String own =
        passing
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    Map<String, Object> report = report("deny", null);
    report.put("resource_set_id", there.registerResourceSet(own, "Passing", "view").text("_id"));
    assertThat(there.reportAccess(own, report).status()).isEqualTo(201);
    assertThat(Http.get(remembered).json().asLong()).isEqualTo(1);
    passing.adminDelete("");
    assertThat(Http.get(remembered).json().asLong(-1)).isZero();
  }

  @Test
  void aReportIsForgottenAfterAMonth() {
    Map<String, Object> report = report("deny", null);
    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
    age(30 * 86_400);
    forget();
    assertThat(uma.reportAccess(pat, report).status()).as("a day before").isEqualTo(200);
    age(86_400 + 60);
    forget();
    assertThat(remembered()).isZero();
    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
  }

  private void age(int seconds) {
    assertThat(
            Http.send("POST", realm.issuer() + "/test/access-reports?seconds=" + seconds, null)
                .status())
        .isEqualTo(204);
  }

  private void forget() {
    assertThat(
            Http.send("POST", realm.issuer() + "/test/tasks?name=ExpiredAccessReports", null)
                .status())
        .isEqualTo(204);
  }

  private long remembered() {
    return Http.get(realm.issuer() + "/test/access-reports").json().asLong(-1);
  }

  private Map<String, Object> report(String decision, @Nullable String rpt) {
    Map<String, Object> report = new HashMap<>();
    report.put("report_id", reportId);
    report.put("occurred_at", Instant.now().getEpochSecond());
    report.put("resource_set_id", set);
    report.put("scopes", List.of("view"));
    report.put("decision", decision);
    if (rpt != null) {
      report.put("rpt", rpt);
    }
    return report;
  }

  private static void assertRefused(Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.text("error")).isEqualTo(error);
  }

  private String rpt() {
    String rpt =
        uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).text("rpt");
    assertThat(rpt).isNotEmpty();
    return rpt;
  }

  /** The realm of the realm file itself, with the same people and clients. */
  private String rptOfAnotherRealm() {
    TestRealm other = new TestRealm(realm.baseUrl(), "uma-trust");
    UmaEndpoints there = UmaEndpoints.discover(other.issuer());
    String otherPat = other.grant("photo-album", "alice", "uma_protection").text("access_token");
    String otherSet = there.registerResourceSet(otherPat, "Elsewhere", "view").text("_id");
    other.share(otherSet, "alice", "bob", "view");
    String otherAat = other.grant("print-service", "bob", "uma_authorization").text("access_token");
    String rpt =
        there
            .requestRpt(
                otherAat, there.registerPermission(otherPat, otherSet, "view").text("ticket"))
            .text("rpt");
    Http.delete(there.resourceSets(otherSet), Http.AUTHORIZATION, Http.bearer(otherPat));
    assertThat(rpt).isNotEmpty();
    return rpt;
  }

  private static List<String> interactions(List<JsonNode> events) {
    return events.stream().map(e -> e.at("/details/uma_interaction").asText()).toList();
  }

  /** The events of this test's report. */
  private List<JsonNode> events() {
    JsonNode all = realm.adminGet("events?type=PERMISSION_TOKEN&max=1000");
    return new ArrayList<>(
        StreamSupport.stream(all.spliterator(), false)
            .filter(e -> e.at("/details/uma_report_id").asText().equals(reportId))
            .toList());
  }
}
