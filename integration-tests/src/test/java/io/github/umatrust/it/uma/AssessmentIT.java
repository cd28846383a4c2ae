package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What becomes of a request for access: policies, what the owner requires besides, and whether the
 * owner is asked.
 */
@ExtendWith(Keycloak.class)
class AssessmentIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TERMS_MISSING =
      """
      {"error":"need_info","error_description":"more must be known of the requesting party",
       "error_details":{"requesting_party_claims":{"redirect_user":true,"ticket":"%s"}}}""";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String aat = "";
  private String set = "";
  private ConsoleResource resource;
  private boolean changed;

  AssessmentIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.resource = new ConsoleResource(realm, "photo-album", set);
  }

  @BeforeEach
  void resourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    set = uma.registerResourceSet(pat, "Album", "view", "print").text("_id");
    resource = new ConsoleResource(realm, "photo-album", set);
  }

  @AfterEach
  void defaults() {
    if (changed) {
      setting("uma.rpt.partial-grant", "false");
      setting("uma.access-requests", "true");
    }
  }

  /** Keycloak itself lets an owner's share override every policy that denies. */
  @Test
  void aShareDoesNotOverrideTerms() throws Exception {
    resource.setTerms("1", "Print nothing.");
    realm.share(set, "alice", "bob", "view");
    String ticket = ticket("view");
    Reply refused = uma.requestRpt(aat, ticket);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json()).isEqualTo(JSON.readTree(TERMS_MISSING.formatted(ticket)));
    assertThat(refused.header("Cache-Control")).contains("no-store");
  }

  @Test
  void aPolicyDoesNotOverrideTermsEither() {
    resource.setTerms("1", "Print nothing.");
    resource.permit("bob views " + set, List.of("view"), bobPolicy());
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("need_info");
  }

  @Test
  void everythingThatIsRequiredIsToldExactly() throws Exception {
    resource.setAttributes(
        Map.of(
            "uma_terms_version",
            List.of("1"),
            "uma_terms_uri_en",
            List.of("https://example.com/terms"),
            "uma_required_claims",
            List.of(
                "[{\"name\":\"email\",\"friendly_name\":\"work mail\",\"claim_type\":\"urn:mail\","
                    + "\"claim_token_format\":[\"urn:f\"],\"issuer\":[\"https://idp.test\"],"
                    + "\"values\":[\"secret@example.com\"]}]"),
            "uma_required_acr",
            List.of("urn:gold", "urn:silver")));
    realm.share(set, "alice", "bob", "view");
    String ticket = ticket("view");
    assertThat(uma.requestRpt(aat, ticket).json())
        .isEqualTo(
            JSON.readTree(
                """
                {"error":"need_info","error_description":"more must be known of the requesting party",
                 "error_details":{
                  "authentication_context":{"required_acr":["urn:gold","urn:silver"]},
                  "requesting_party_claims":{
                   "required_claims":[{"name":"email","friendly_name":"work mail",
                     "claim_type":"urn:mail","claim_token_format":["urn:f"],
                     "issuer":["https://idp.test"]}],
                   "redirect_user":true,"ticket":"%s"}}}"""
                    .formatted(ticket)));
  }

  /** Asking for claims that change nothing would be asking too much. */
  @Test
  void whoIsRefusedAnywayIsAskedForNothing() {
    resource.setTerms("1", "Print nothing.");
    String carol =
        resource.policy(
            "user", "auditor alone " + set, Map.of("users", List.of(realm.userId("auditor"))));
    resource.permit("auditor views " + set, List.of("view"), carol);
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("not_authorized");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uma_required_claims | email",
        "uma_required_claims | [{\"nme\":\"email\"}]",
        "uma_terms_version   | 1",
        "uma_terms_text_en   | Without a version.",
        "uma_access_requests | perhaps",
      })
  void requirementsThatCannotBeUnderstoodAreMetByNobody(String attribute, String value) {
    realm.share(set, "alice", "bob", "view");
    resource.setAttributes(Map.of(attribute, List.of(value)));
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("not_authorized");
    resource.setAttributes(Map.of(attribute, List.of()));
    assertThat(uma.requestRpt(aat, ticket("view")).status()).isEqualTo(200);
  }

  @Test
  void theTermsPolicyAsksForWhatItWouldTake() throws Exception {
    resource.setTerms("1", "Print nothing.");
    String accepted = resource.policy("uma-accepted-terms", "accepted " + set, Map.of());
    resource.permit("bob views " + set, List.of("view"), bobPolicy(), accepted);
    String ticket = ticket("view");
    assertThat(uma.requestRpt(aat, ticket).json())
        .isEqualTo(JSON.readTree(TERMS_MISSING.formatted(ticket)));
    String auditor =
        realm.grant("print-service", "auditor", "uma_authorization").text("access_token");
    assertThat(error(uma.requestRpt(auditor, ticket("view")))).isEqualTo("not_authorized");
  }

  @Test
  void theTermsPolicyDeniesWhereThereAreNoTerms() {
    String accepted = resource.policy("uma-accepted-terms", "accepted " + set, Map.of());
    resource.permit("who accepted views " + set, List.of("view"), accepted);
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("not_authorized");
  }

  @Test
  void theTermsPolicyGrantsWhoAcceptedThePresentVersionAlsoInKeycloaksOwnUma() {
    String text = "Print nothing but this.";
    resource.setTerms("1", text);
    String accepted = resource.policy("uma-accepted-terms", "accepted " + set, Map.of());
    resource.permit("who accepted views " + set, List.of("view"), accepted);
    assertThat(nativeGrant(Map.of()).status()).isEqualTo(403);

    new AccountFacts(realm).accepted("bob", set, "1", text);
    assertThat(nativeGrant(Map.of()).status()).isEqualTo(200);
    assertThat(uma.requestRpt(aat, ticket("view")).status()).isEqualTo(200);

    resource.setTerms("2", text);
    assertThat(nativeGrant(Map.of()).status()).isEqualTo(403);
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("need_info");
    new AccountFacts(realm).accepted("bob", set, "2", "Another text.");
    assertThat(nativeGrant(Map.of()).status()).isEqualTo(403);
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("need_info");
  }

  /** The form of the admin console has fields that mean nothing to this type. */
  @Test
  void theTermsPolicyIsSavedAsTheConsoleSendsIt() {
    String id = resource.policy("uma-accepted-terms", "saved " + set, Map.of("code", ""));
    String path = realm.authorizationPath("photo-album") + "/policy/uma-accepted-terms/" + id;
    realm.adminPut(
        path,
        Map.of(
            "id",
            id,
            "name",
            "renamed " + set,
            "type",
            "uma-accepted-terms",
            "logic",
            "POSITIVE",
            "decisionStrategy",
            "UNANIMOUS",
            "description",
            "said",
            "code",
            "any"));
    assertThat(realm.adminGet(path).path("name").asText()).isEqualTo("renamed " + set);
    JsonNode types = realm.adminGet(realm.authorizationPath("photo-album") + "/policy/providers");
    assertThat(types.toString()).contains("Requesting party accepted the terms");
  }

  /** What a client pushes into Keycloak's own evaluation is no acceptance. */
  @Test
  void pushedClaimsNeverSatisfyTheTermsPolicy() {
    resource.setTerms("1", "Print nothing.");
    String accepted = resource.policy("uma-accepted-terms", "accepted " + set, Map.of());
    resource.permit("bob views " + set, List.of("view"), bobPolicy(), accepted);
    for (String pushed :
        List.of(
            "{\"kc.uma.obtainable\":[\"true\"]}",
            "{\"uma_terms_version\":[\"1\"]}",
            "{\"accepted\":[\"true\"]}")) {
      Reply answer =
          nativeGrant(
              Map.of(
                  "claim_token_format",
                  List.of("urn:ietf:params:oauth:token-type:jwt"),
                  "claim_token",
                  List.of(
                      Base64.getEncoder()
                          .encodeToString(pushed.getBytes(StandardCharsets.UTF_8)))));
      assertThat(answer.status()).as(pushed).isEqualTo(403);
    }
  }

  @Test
  void nothingOrAllIsGrantedUnlessTheRealmLetsAPartBe() {
    realm.share(set, "alice", "bob", "view");
    assertThat(error(uma.requestRpt(aat, ticket("view", "print")))).isEqualTo("request_submitted");

    setting("uma.rpt.partial-grant", "true");
    String rpt = uma.requestRpt(aat, ticket("print", "view")).text("rpt");
    JsonNode permissions = uma.introspect(pat, rpt).json().path("permissions");
    assertThat(permissions).hasSize(1);
    assertThat(permissions.path(0).path("scopes").toString()).isEqualTo("[\"view\"]");
    assertThat(error(uma.requestRpt(aat, ticket("print")))).isEqualTo("request_submitted");
  }

  @Test
  void aPartIsGrantedOnlyWhereItsRequirementsAreMet() {
    String other = uma.registerResourceSet(pat, "Other", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    realm.share(other, "alice", "bob", "view");
    resource.setTerms("1", "Print nothing.");
    String both =
        "[{\"resource_set_id\":\"%s\",\"scopes\":[\"view\"]},{\"resource_set_id\":\"%s\",\"scopes\":[\"view\"]}]"
            .formatted(set, other);
    assertThat(error(uma.requestRpt(aat, ticketOf(both)))).isEqualTo("need_info");
    setting("uma.rpt.partial-grant", "true");
    String rpt = uma.requestRpt(aat, ticketOf(both)).text("rpt");
    JsonNode permissions = uma.introspect(pat, rpt).json().path("permissions");
    assertThat(permissions).hasSize(1);
    assertThat(permissions.path(0).path("resource_set_id").asText()).isEqualTo(other);
  }

  @Test
  void theOwnerIsAskedInTheAccountConsoleAndTheSameTicketIsGranted() {
    String ticket = ticket("view");
    assertThat(error(uma.requestRpt(aat, ticket))).isEqualTo("request_submitted");
    assertThat(error(uma.requestRpt(aat, ticket))).isEqualTo("request_submitted");

    JsonNode pending = pendingRequests();
    assertThat(pending).hasSize(1);
    assertThat(pending.path(0).path("username").asText()).isEqualTo("bob");
    assertThat(pending.path(0).path("scopes").toString()).contains("view").doesNotContain("print");

    realm.share(set, "alice", "bob", "view");
    assertThat(pendingRequests()).isEmpty();
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
  }

  @Test
  void anOwnerWhoDoesNotWantToBeAskedIsNot() {
    resource.setAttributes(Map.of("uma_access_requests", List.of("false")));
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("not_authorized");
    setting("uma.access-requests", "false");
    resource.setAttributes(Map.of("uma_access_requests", List.of()));
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("not_authorized");
    resource.setAttributes(Map.of("uma_access_requests", List.of("true")));
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("request_submitted");
  }

  @Test
  void whoMustAcceptTermsDoesSoBeforeTheOwnerIsAsked() {
    resource.setTerms("1", "Print nothing.");
    assertThat(error(uma.requestRpt(aat, ticket("view")))).isEqualTo("need_info");
    assertThat(pendingRequests()).isEmpty();
  }

  /** Keycloak itself would let the owner's clients in as soon as she shares with anybody. */
  @Test
  void theOwnerIsARequestingPartyLikeOthers() {
    String alices = realm.grant("print-service", "alice", "uma_authorization").text("access_token");
    assertThat(error(uma.requestRpt(alices, ticket("view")))).isEqualTo("not_authorized");
    realm.share(set, "alice", "bob", "view");
    assertThat(error(uma.requestRpt(alices, ticket("view")))).isEqualTo("not_authorized");
    assertThat(uma.requestRpt(aat, ticket("view")).status()).isEqualTo(200);
  }

  @Test
  void anOwnerWhomAPolicyNamesNeedsNotAcceptHerOwnTerms() {
    resource.setTerms("1", "Print nothing.");
    String herself =
        resource.policy("user", "alice " + set, Map.of("users", List.of(realm.userId("alice"))));
    resource.permit("alice views " + set, List.of("view"), herself);
    String alices = realm.grant("print-service", "alice", "uma_authorization").text("access_token");
    assertThat(uma.requestRpt(alices, ticket("view")).status()).isEqualTo(200);
  }

  @Test
  void keycloaksPoliciesDecide() {
    String client =
        resource.policy(
            "client",
            "print service only " + set,
            Map.of("clients", List.of(realm.clientUuid("print-service"))));
    String never =
        resource.policy("time", "long ago " + set, Map.of("notOnOrAfter", "2001-01-01 00:00:00"));
    String aggregated =
        resource.policy(
            "aggregate", "bob and client " + set, Map.of("policies", List.of(bobPolicy(), client)));
    resource.permit("views " + set, List.of("view"), aggregated);
    resource.permit("prints " + set, List.of("print"), client, never);
    assertThat(uma.requestRpt(aat, ticket("view")).status()).isEqualTo(200);
    assertThat(error(uma.requestRpt(aat, ticket("print")))).isEqualTo("not_authorized");
    String alices =
        realm.grant("print-service", "auditor", "uma_authorization").text("access_token");
    assertThat(error(uma.requestRpt(alices, ticket("view")))).isEqualTo("not_authorized");
  }

  @Test
  void whatWasRefusedIsInTheEventLogWithoutTheTicket() {
    realm.adminPut(
        "events/config",
        Map.of(
            "eventsEnabled",
            true,
            "enabledEventTypes",
            List.of("PERMISSION_TOKEN", "PERMISSION_TOKEN_ERROR"),
            "eventsListeners",
            List.of("obligations-audit")));
    String ticket = ticket("view");
    uma.requestRpt(aat, ticket);
    String events = realm.adminGet("events?type=PERMISSION_TOKEN_ERROR&max=100").toString();
    assertThat(events).contains("request_submitted").doesNotContain(ticket);
  }

  /** What alice sees on the page of her resources in the account console. */
  private JsonNode pendingRequests() {
    Reply requests =
        Http.get(
            realm.issuer() + "/account/resources/" + set + "/permissions/requests",
            "Accept",
            "application/json",
            Http.AUTHORIZATION,
            realm.accountAuthorization(realm.browser("alice")));
    assertThat(requests.status()).isEqualTo(200);
    assertThat(requests.json().isArray()).isTrue();
    return requests.json();
  }

  /** Keycloak's own grant of bob's, which his client asks for with its own secret. */
  private Reply nativeGrant(Map<String, List<String>> more) {
    Map<String, List<String>> form = new HashMap<>(more);
    form.put("grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"));
    form.put("audience", List.of("photo-album"));
    form.put("permission", List.of(set + "#view"));
    form.put("subject_token", List.of(aat));
    return realm.client("print-service").token(form);
  }

  private String bobPolicy() {
    return resource.policy(
        "user", "bob alone " + set, Map.of("users", List.of(realm.userId("bob"))));
  }

  private void setting(String name, String value) {
    changed = true;
    realm.changeRealm(Map.of("attributes", Map.of(name, value)));
  }

  private String ticket(String... scopes) {
    return uma.registerPermission(pat, set, scopes).text("ticket");
  }

  private String ticketOf(String permissions) {
    return Http.send(
            "POST",
            uma.permissionEndpoint(),
            permissions,
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            Http.bearer(pat))
        .text("ticket");
  }

  private static String error(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(403);
    return reply.text("error");
  }
}
