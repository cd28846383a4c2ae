package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who can end an RPT before its time, and who cannot. */
@ExtendWith(Keycloak.class)
class RptRevocationIT {

  private static final String CLIENT = Http.basic("print-service", "print-service-secret");

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String set = "";
  private String aat = "";

  RptRevocationIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void sharedResourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    set = uma.registerResourceSet(pat, "Revocable", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
  }

  @Test
  void itsClientRevokesIt() {
    String rpt = rpt();
    String other = rpt();
    Reply revoked = revoke(rpt, Http.AUTHORIZATION, CLIENT);
    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(revoked.body()).isEmpty();
    assertThat(revoked.header("Cache-Control")).hasValue("no-store");
    assertThat(isActive(rpt)).isFalse();
    assertThat(isActive(other)).as("another RPT of the same client and person").isTrue();
    assertThat(
            uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).status())
        .as("the AAT stays")
        .isEqualTo(200);
    assertThat(revocations(rpt)).hasSize(1);
    assertThat(revocations(rpt).get(0).path("clientId").asText()).isEqualTo("print-service");
    assertThat(revocations(rpt).get(0).path("userId").asText()).isEqualTo(realm.userId("bob"));

    assertThat(revoke(rpt, Http.AUTHORIZATION, CLIENT).status()).isEqualTo(200);
    assertThat(revocations(rpt)).as("what is revoked is not revoked again").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "urn:example:nothing"})
  void aHintIsTakenAndMeansNothing(String hint) {
    String rpt = rpt();
    Reply revoked =
        revoke(
            Map.of("token", List.of(rpt), "token_type_hint", List.of(hint)),
            Http.AUTHORIZATION,
            CLIENT);
    assertThat(revoked.status()).isEqualTo(200);
    assertThat(isActive(rpt)).isFalse();
  }

  @Test
  void theSecretMayBeInTheForm() {
    String rpt = rpt();
    Reply revoked =
        revoke(
            Map.of(
                "token",
                List.of(rpt),
                "client_id",
                List.of("print-service"),
                "client_secret",
                List.of("print-service-secret")));
    assertThat(revoked.status()).isEqualTo(200);
    assertThat(isActive(rpt)).isFalse();
  }

  @Test
  void anotherClientDoesNothing() {
    String rpt = rpt();
    for (String other : List.of("photo-album", "planner")) {
      Reply answered = revoke(rpt, Http.AUTHORIZATION, Http.basic(other, other + "-secret"));
      assertThat(answered.status()).isEqualTo(200);
    }
    assertThat(isActive(rpt)).isTrue();
    assertThat(revocations(rpt)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "ü"})
  void whatIsNoTokenIsAnsweredAsIfItWereGone(String token) {
    assertThat(revoke(token, Http.AUTHORIZATION, CLIENT).status()).isEqualTo(200);
    assertThat(revoke("x".repeat(20_000), Http.AUTHORIZATION, CLIENT).status()).isEqualTo(200);
  }

  @Test
  void anRptThatSomebodyChangedIsNone() {
    String rpt = rpt();
    String[] parts = rpt.split("\\.", -1);
    assertThat(revoke(parts[0] + "." + parts[1] + ".AAAA", Http.AUTHORIZATION, CLIENT).status())
        .isEqualTo(200);
    assertThat(isActive(rpt)).isTrue();
  }

  @Test
  void anotherKindOfTokenIsNotRevokedHere() {
    Reply grant = realm.grant("print-service", "bob", "openid uma_authorization");
    for (String token : List.of(pat, grant.text("access_token"), grant.text("refresh_token"))) {
      Reply refused = revoke(token, Http.AUTHORIZATION, CLIENT);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("unsupported_token_type");
    }
    assertThat(realm.client("print-service").refresh(grant.text("refresh_token")).status())
        .isEqualTo(200);
    assertThat(uma.registerPermission(pat, set, "view").status()).isEqualTo(201);
  }

  @Test
  void anRptOfAnotherRealmIsNone() {
    String rpt = rpt();
    Reply answered =
        Http.postForm(
            uma.revocationEndpoint().replace("/realms/" + realm.name(), "/realms/uma-trust"),
            Map.of("token", List.of(rpt)),
            Http.AUTHORIZATION,
            CLIENT);
    assertThat(answered.status()).isEqualTo(200);
    assertThat(isActive(rpt)).isTrue();
  }

  @Test
  void whoIsNotTheClientIsRefused() {
    String rpt = rpt();
    for (Reply refused :
        List.of(
            revoke(rpt, Http.AUTHORIZATION, Http.basic("print-service", "wrong")),
            revoke(rpt, Http.AUTHORIZATION, Http.basic("nobody", "nobody-secret")))) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(401);
      assertThat(refused.text("error")).isIn("invalid_client", "unauthorized_client");
    }
    assertThat(revoke(rpt).status()).isBetween(400, 401);
    assertThat(revoke(rpt).text("error")).isEqualTo("invalid_client");
    assertThat(revoke(rpt, Http.AUTHORIZATION, Http.bearer(pat)).status()).isBetween(400, 401);
    assertThat(isActive(rpt)).isTrue();
  }

  @Test
  void aParameterIsThereOnce() {
    String rpt = rpt();
    for (Map<String, List<String>> form :
        List.of(
            Map.<String, List<String>>of(),
            Map.of("token", List.of("")),
            Map.of("token", List.of(rpt, rpt)),
            Map.of("token", List.of(rpt), "token_type_hint", List.of("a", "b")))) {
      Reply refused = revoke(form, Http.AUTHORIZATION, CLIENT);
      assertThat(refused.status()).as(form.keySet().toString()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
    }
    Reply json =
        Http.postJson(uma.revocationEndpoint(), Map.of("token", rpt), Http.AUTHORIZATION, CLIENT);
    assertThat(json.status()).isEqualTo(400);
    assertThat(json.text("error")).isEqualTo("invalid_request");
    assertThat(isActive(rpt)).isTrue();
  }

  @Test
  void aPublicClientNeedsItsNameAlone() {
    realm.changeClient("print-service", Map.of("publicClient", true));
    try {
      String rpt = rpt();
      assertThat(
              revoke(Map.of("token", List.of(rpt), "client_id", List.of("print-service"))).status())
          .isEqualTo(200);
      assertThat(isActive(rpt)).isFalse();
    } finally {
      realm.changeClient(
          "print-service", Map.of("publicClient", false, "secret", "print-service-secret"));
    }
  }

  @Test
  void onlyPostIsAnswered() {
    for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
      Reply refused = Http.send(method, uma.revocationEndpoint(), null);
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.text("error")).isEqualTo("unsupported_method_type");
      assertThat(refused.header("Allow")).hasValue("POST");
    }
  }

  @Test
  void anAdministratorRevokesItByItsId() {
    String rpt = rpt();
    String id = Tokens.claims(rpt).path("jti").asText();
    realm.adminDelete("admin-events");
    Reply revoked =
        realm.adminPost(
            "uma/revocations",
            Map.of("rpt_id", id, "expires_at", Tokens.claims(rpt).path("exp").asLong()));
    assertThat(revoked.status()).isEqualTo(204);
    assertThat(isActive(rpt)).isFalse();
    assertThat(revocations(rpt)).hasSize(1);
    JsonNode event = realm.adminGet("admin-events?operationTypes=ACTION").path(0);
    assertThat(event.path("resourcePath").asText()).isEqualTo("uma/revocations/" + id);

    assertThat(realm.adminPost("uma/revocations", Map.of("rpt_id", id)).status()).isEqualTo(204);
    assertThat(revocations(rpt)).hasSize(1);
  }

  @Test
  void anAdministratorTakesBackPermissions() {
    String bobs = rpt();
    realm.adminDelete("admin-events");
    assertThat(
            realm
                .adminPost(
                    "uma/revocations", Map.of("resource_set_id", set, "requesting_party", "alice"))
                .status())
        .isEqualTo(204);
    assertThat(permissions(bobs)).as("somebody else's").hasSize(1);
    assertThat(
            realm
                .adminPost(
                    "uma/revocations", Map.of("resource_set_id", set, "requesting_party", "bob"))
                .status())
        .isEqualTo(204);
    assertThat(permissions(bobs)).isEmpty();
    assertThat(isActive(bobs)).as("the RPT itself").isTrue();
    assertThat(realm.adminGet("admin-events?operationTypes=ACTION"))
        .extracting(e -> e.path("resourcePath").asText())
        .containsExactly("uma/revocations/" + set, "uma/revocations/" + set);
  }

  @Test
  void anAdministratorTakesBackEverybodysPermissions() {
    String rpt = rpt();
    realm.adminPost("uma/revocations", Map.of("resource_set_id", set));
    assertThat(permissions(rpt)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'resource_set_id':'no-such-set' | 404",
        "'resource_set_id':'SET','requesting_party':'nobody' | 404",
        "'resource_set_id':'SET','requesting_party':7 | 400",
        "'resource_set_id':'SET','rpt_id':'x' | 400",
      })
  void anAdministratorOfAnotherRealmOrTypingWrongTakesBackNothing(String body, int status) {
    String rpt = rpt();
    String json = "{" + body.replace('\'', '"').replace("SET", set) + "}";
    String[] headers = {
      "Content-Type", "application/json", Http.AUTHORIZATION, realm.administrator()
    };
    assertThat(Http.send("POST", realm.adminUrl("uma/revocations"), json, headers).status())
        .isEqualTo(status);
    String elsewhere = new TestRealm(realm.baseUrl(), "uma-trust").adminUrl("uma/revocations");
    assertThat(
            Http.send("POST", elsewhere, "{\"resource_set_id\":\"" + set + "\"}", headers).status())
        .isEqualTo(404);
    assertThat(permissions(rpt)).hasSize(1);
  }

  @Test
  void anAdministratorNeedNotKnowWhenItEnds() {
    String rpt = rpt();
    realm.adminPost("uma/revocations", Map.of("rpt_id", Tokens.claims(rpt).path("jti").asText()));
    assertThat(isActive(rpt)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{} | rpt_id",
        "{'rpt_id':''} | rpt_id",
        "{'rpt_id':7} | rpt_id",
        "{'rpt_id':'a b'} | rpt_id",
        "{'rpt_id':'ü'} | rpt_id",
        "{'rpt_id':'x','expires_at':1} | expires_at",
        "{'rpt_id':'x','expires_at':'soon'} | expires_at",
        "{'rpt_id':'x','expires_at':99999999999} | expires_at",
        "[] | object",
        "x | JSON",
      })
  void anAdministratorIsToldWhatIsWrong(String body, String part) {
    Reply refused =
        Http.send(
            "POST",
            realm.adminUrl("uma/revocations"),
            body.replace('\'', '"'),
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            realm.administrator());
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("errorMessage")).contains(part);
  }

  @Test
  void nobodyElseIsAnAdministrator() {
    String rpt = rpt();
    String id = Tokens.claims(rpt).path("jti").asText();
    for (String user : List.of("auditor", "bob")) {
      Reply refused =
          Http.postJson(
              realm.adminUrl("uma/revocations"),
              Map.of("rpt_id", id),
              Http.AUTHORIZATION,
              realm.userAuthorization(user));
      assertThat(refused.status()).isEqualTo(403);
    }
    for (String token : List.of(rpt, pat, aat)) {
      Reply refused =
          Http.postJson(
              realm.adminUrl("uma/revocations"),
              Map.of("rpt_id", id),
              Http.AUTHORIZATION,
              Http.bearer(token));
      assertThat(refused.status()).isBetween(401, 403);
    }
    assertThat(isActive(rpt)).isTrue();
  }

  private Reply revoke(String token, String... headers) {
    return revoke(Map.of("token", List.of(token)), headers);
  }

  private Reply revoke(Map<String, List<String>> form, String... headers) {
    return Http.postForm(uma.revocationEndpoint(), form, headers);
  }

  private String rpt() {
    String rpt =
        uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).text("rpt");
    assertThat(rpt).isNotEmpty();
    return rpt;
  }

  private boolean isActive(String rpt) {
    return uma.introspect(pat, rpt).json().path("active").asBoolean();
  }

  private JsonNode permissions(String rpt) {
    return uma.introspect(pat, rpt).json().path("permissions");
  }

  private List<JsonNode> revocations(String rpt) {
    String id = Tokens.claims(rpt).path("jti").asText();
    JsonNode events = realm.adminGet("events?type=REVOKE_GRANT&max=1000");
    return StreamSupport.stream(events.spliterator(), false)
        .filter(e -> e.path("details").path("token_id").asText().equals(id))
        .toList();
  }
}
