package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.DpopKey;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RPT introspection: what a resource server learns of an RPT, and when it learns nothing. */
@ExtendWith(Keycloak.class)
class IntrospectionIT {

  private static final String INACTIVE = "{\"active\":false}";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String set = "";

  IntrospectionIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void sharedResourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    set = uma.registerResourceSet(pat, "Introspected", "view", "print").text("_id");
    realm.share(set, "alice", "bob", "view", "print");
  }

  @Test
  void showsThePermissionsAndNoScope() {
    Reply reply = uma.introspect(pat, rpt(aat()));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Cache-Control")).hasValue("no-store");
    JsonNode active = reply.json();
    assertThat(active.path("active").asBoolean()).isTrue();
    assertThat(active.has("scope")).isFalse();
    assertThat(active.path("permissions")).hasSize(1);
    assertThat(active.path("exp").asLong()).isGreaterThan(Instant.now().getEpochSecond());
    assertThat(active.path("iat").asLong()).isLessThanOrEqualTo(Instant.now().getEpochSecond());
  }

  /**
   * The table of UMA Core 1.0.1 §3.4.2, row by row. Neither the token nor a permission of it begins
   * later than it was issued, so there is no {@code nbf}, and no {@code iat} of its own.
   */
  @ParameterizedTest(name = "§3.4.2 {0}")
  @CsvSource({
    "resource_set_id, SET",
    "scopes, '[\"view\"]'",
    "exp, EXP",
    "iat, ''",
    "nbf, ''",
  })
  void aPermissionHasTheMembersOfTheSpecification(String member, String value) {
    String rpt = rpt(aat());
    String expected =
        value
            .replace("SET", "\"" + set + "\"")
            .replace("EXP", Tokens.claims(rpt).path("exp").asText());
    assertThat(uma.introspect(pat, rpt).json().path("permissions").path(0).path(member).toString())
        .isEqualTo(expected);
  }

  @Test
  void tellsNothingOfTheRequestingParty() {
    JsonNode active = uma.introspect(pat, rpt(aat())).json();
    assertThat(active.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("active", "iat", "exp", "permissions");
  }

  /** Keycloak's own would add the profile, and the roles, of whoever asks for access. */
  @ParameterizedTest
  @ValueSource(strings = {"", "access_token", "requesting_party_token", "refresh_token"})
  void keycloaksOwnIntrospectionKnowsNoRpt(String hint) {
    String rpt = rpt(aat());
    for (String accept : List.of("application/json", "application/jwt")) {
      Reply reply =
          Http.postForm(
              realm.issuer() + "/protocol/openid-connect/token/introspect",
              hint.isEmpty()
                  ? Map.of("token", List.of(rpt))
                  : Map.of("token", List.of(rpt), "token_type_hint", List.of(hint)),
              Http.AUTHORIZATION,
              Http.basic("photo-album", "photo-album-secret"),
              "Accept",
              accept);
      assertThat(reply.body()).isEqualTo(INACTIVE);
    }
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
  }

  @Test
  void aHintIsTakenAndMeansNothing() {
    Reply reply =
        Http.postForm(
            uma.introspectionEndpoint(),
            Map.of("token", List.of(rpt(aat())), "token_type_hint", List.of("access_token")),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(reply.json().path("active").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {16_385, 200_000, 3_000_000})
  void aTokenThatIsTooLongIsABadRequest(int length) {
    Reply refused = uma.introspect(pat, "x".repeat(length));
    assertThat(refused.status()).isBetween(400, 499);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"token=%", "token=%zz", "token=%ff%fe", "token=%00", "=x", "token", "&&&"})
  void whatIsNoFormOrNoTokenIsNoFailure(String body) {
    Reply reply =
        Http.send(
            "POST",
            uma.introspectionEndpoint(),
            body,
            "Content-Type",
            "application/x-www-form-urlencoded",
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(reply.status()).as(reply.body()).isLessThan(500);
    assertThat(reply.json().path("active").asBoolean()).isFalse();
  }

  @Test
  void isInactiveOnceTheAatsSessionIsGone() {
    String aat = aat();
    String rpt = active(rpt(aat));
    realm.adminDelete("sessions/" + Tokens.claims(aat).path("sid").asText());
    assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
  }

  @Test
  void isInactiveWhileItsUserIsDisabled() {
    String rpt = active(rpt(aat()));
    String user = "users/" + realm.userId("bob");
    realm.adminPut(user, Map.of("enabled", false));
    try {
      assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
    } finally {
      realm.adminPut(user, Map.of("enabled", true));
    }
    active(rpt);
  }

  @Test
  void isInactiveWhileItsClientIsDisabled() {
    String rpt = active(rpt(aat()));
    realm.changeClient("print-service", Map.of("enabled", false));
    try {
      assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
    } finally {
      realm.changeClient("print-service", Map.of("enabled", true));
    }
    active(rpt);
  }

  @Test
  void isInactiveWhenItIsOlderThanItsClientsNotBefore() {
    String rpt = active(rpt(aat()));
    realm.changeClient("print-service", Map.of("notBefore", Instant.now().getEpochSecond() + 60));
    try {
      assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
    } finally {
      realm.changeClient("print-service", Map.of("notBefore", 0));
    }
  }

  @Test
  void isInactiveWhenItIsOlderThanTheRealmsNotBefore() {
    String rpt = active(rpt(aat()));
    realm.changeRealm(Map.of("notBefore", Instant.now().getEpochSecond() + 1));
    try {
      // The PAT is too old as well; a new one will do.
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () -> {
                pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
                return uma.introspect(pat, rpt).status() == 200;
              });
      assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
    } finally {
      realm.changeRealm(Map.of("notBefore", 0));
    }
  }

  @Test
  void isInactiveOnceItIsRevoked() {
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = active(uma.requestRpt(aat(), ticket).text("rpt"));
    // Another client shows up with the ticket: UMA Core 1.0.1 §3.2.2.
    realm.grantOptionalScope("planner", "uma_authorization");
    String other =
        realm
            .client("planner")
            .clientCredentials("scope", "uma_authorization")
            .text("access_token");
    assertThat(uma.requestRpt(other, ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
  }

  @Test
  void isInactiveForEveryOtherResourceServer() {
    String rpt = active(rpt(aat()));
    realm.addResourceServer("other-album");
    for (String other :
        List.of(
            realm
                .client("other-album")
                .clientCredentials("scope", "uma_protection")
                .text("access_token"),
            realm.grant("other-album", "alice", "uma_protection").text("access_token"))) {
      assertThat(uma.introspect(other, rpt).body()).isEqualTo(INACTIVE);
    }
  }

  @Test
  void anotherOwnersPatShowsNoPermissionOfThisOwner() {
    String rpt = active(rpt(aat()));
    String bobs = realm.grant("photo-album", "bob", "uma_protection").text("access_token");
    JsonNode active = uma.introspect(bobs, rpt).json();
    assertThat(active.path("active").asBoolean()).isTrue();
    assertThat(active.path("permissions").isArray()).isTrue();
    assertThat(active.path("permissions")).isEmpty();
  }

  @Test
  void aPermissionIsGoneWithItsResourceSetOrScope() {
    String rpt = active(rpt(aat()));
    String url = uma.resourceSets(set);
    Http.putJson(
        url,
        Map.of("name", "Introspected", "scopes", List.of("print")),
        Http.AUTHORIZATION,
        Http.bearer(pat));
    assertThat(uma.introspect(pat, rpt).json().path("permissions")).isEmpty();
    Http.putJson(
        url,
        Map.of("name", "Introspected", "scopes", List.of("view")),
        Http.AUTHORIZATION,
        Http.bearer(pat));
    assertThat(uma.introspect(pat, rpt).json().path("permissions")).hasSize(1);
    Http.delete(url, Http.AUTHORIZATION, Http.bearer(pat));
    JsonNode active = uma.introspect(pat, rpt).json();
    assertThat(active.path("active").asBoolean()).isTrue();
    assertThat(active.path("permissions")).isEmpty();
  }

  /** Whoever takes a scope away, in the console too, takes away no other. */
  @Test
  void aPermissionKeepsTheScopesThatItsResourceSetKeeps() {
    String ticket = uma.registerPermission(pat, set, "view", "print").text("ticket");
    String rpt = active(uma.requestRpt(aat(), ticket).text("rpt"));
    assertThat(scopes(rpt)).containsExactly("view", "print");

    update("view", "edit");
    assertThat(scopes(rpt)).containsExactly("view");
    update("edit");
    assertThat(uma.introspect(pat, rpt).json().path("permissions")).isEmpty();
    // What comes back was granted, until the RPT ends.
    update("print", "edit");
    assertThat(scopes(rpt)).containsExactly("print");

    String path = realm.authorizationPath("photo-album") + "/resource/" + set;
    ObjectNode resource = (ObjectNode) realm.adminGet(path);
    resource.putArray("scopes").addObject().put("name", "view");
    realm.adminPut(path, resource);
    assertThat(scopes(rpt)).containsExactly("view");
  }

  private void update(String... scopes) {
    Reply updated =
        Http.putJson(
            uma.resourceSets(set),
            Map.of("name", "Introspected", "scopes", List.of(scopes)),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(updated.status()).isEqualTo(200);
  }

  private List<String> scopes(String rpt) {
    JsonNode permissions = uma.introspect(pat, rpt).json().path("permissions");
    assertThat(permissions).hasSize(1);
    return Reply.texts(permissions.path(0).path("scopes"));
  }

  @Test
  void aPermissionEndsBeforeItsTokenWhereTheRealmWantsItShorter() {
    realm.changeRealm(Map.of("attributes", Map.of("uma.permission.lifespan", "3")));
    try {
      String rpt = rpt(aat());
      JsonNode active = uma.introspect(pat, rpt).json();
      assertThat(active.path("permissions").path(0).path("exp").asLong())
          .isLessThan(active.path("exp").asLong());
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> uma.introspect(pat, rpt).json().path("permissions").isEmpty());
      assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.permission.lifespan", "0")));
    }
  }

  @Test
  void isInactiveOnceItHasExpired() {
    realm.changeRealm(Map.of("accessTokenLifespan", 4));
    try {
      String rpt = rpt(aat());
      realm.changeRealm(Map.of("accessTokenLifespan", 300));
      String fresh = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> uma.introspect(fresh, rpt).body().equals(INACTIVE));
    } finally {
      realm.changeRealm(Map.of("accessTokenLifespan", 300));
    }
  }

  @Test
  void isInactiveOnceOfflineAccessIsNoLongerGranted() {
    realm.grantOptionalScope("print-service", "offline_access");
    String offline =
        realm
            .grant("print-service", "bob", "uma_authorization offline_access")
            .text("access_token");
    String rpt = active(rpt(offline));
    realm.adminDelete("users/" + realm.userId("bob") + "/consents/" + "print-service");
    assertThat(uma.introspect(pat, rpt).body()).isEqualTo(INACTIVE);
  }

  @Test
  void saysWhichKeyTheRptIsBoundTo() {
    DpopKey key = new DpopKey();
    realm.share(set, "alice", "service-account-print-service", "view");
    String url = realm.issuer() + "/protocol/openid-connect/token";
    String aat =
        Http.postForm(
                url,
                Map.of(
                    "grant_type", List.of("client_credentials"),
                    "scope", List.of("uma_authorization")),
                Http.AUTHORIZATION,
                Http.basic("print-service", "print-service-secret"),
                "DPoP",
                key.proof("POST", url))
            .text("access_token");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt =
        Http.postJson(
                uma.rptEndpoint(),
                Map.of("ticket", ticket),
                Http.AUTHORIZATION,
                "DPoP " + aat,
                "DPoP",
                key.proof("POST", uma.rptEndpoint(), aat))
            .text("rpt");
    JsonNode active = uma.introspect(pat, rpt).json();
    assertThat(active.path("cnf").path("jkt").asText())
        .isNotEmpty()
        .isEqualTo(Tokens.claims(aat).path("cnf").path("jkt").asText());
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

  private String active(String rpt) {
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
    return rpt;
  }
}
