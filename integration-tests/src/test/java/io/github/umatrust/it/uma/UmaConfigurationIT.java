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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The configuration data, and the realm settings that switch the endpoints on and off. */
@ExtendWith(Keycloak.class)
class UmaConfigurationIT {

  private static final String ENDPOINT = "\"http://[^?#]*/realms/[^/?#]*";
  private static final String GRANT_TYPES =
      "\\[.*\"authorization_code\".*\"client_credentials\".*\\]";

  private static final String CLAIM_TOKEN_FORMATS =
      "\\[\"http://openid\\.net/specs/openid-connect-core-1_0\\.html#IDToken\","
          + "\"http://openid\\.net/specs/openid-connect-core-1_0\\.html#HybridIDToken\"\\]";

  /** How a member that is not there is written. */
  private static final String ABSENT = "";

  private final TestRealm realm;

  UmaConfigurationIT(TestRealm realm) {
    this.realm = realm;
  }

  @AfterEach
  void settings() {
    realm.changeRealm(
        Map.of("userManagedAccessAllowed", true, "enabled", true, "sslRequired", "external"));
  }

  /** The table of UMA Core 1.0.1 §1.4, row by row. */
  static Stream<Arguments> members() {
    return Stream.of(
        row("version", "\"1\\.0\""),
        row("issuer", "\"http://[^?#]*/realms/[^/?#]*\""),
        row("pat_profiles_supported", "\\[\"bearer\",\"dpop\"\\]"),
        row("aat_profiles_supported", "\\[\"bearer\",\"dpop\"\\]"),
        row(
            "rpt_profiles_supported",
            "\\[\"https://docs\\.kantarainitiative\\.org/uma/profiles/uma-token-bearer-1\\.0\"\\]"),
        row("pat_grant_types_supported", GRANT_TYPES),
        row("aat_grant_types_supported", GRANT_TYPES),
        row("claim_token_profiles_supported", CLAIM_TOKEN_FORMATS),
        row("uma_profiles_supported", ABSENT),
        row("dynamic_client_endpoint", "\"openid\""),
        row("token_endpoint", ENDPOINT + "/protocol/openid-connect/token\""),
        row("authorization_endpoint", ENDPOINT + "/protocol/openid-connect/auth\""),
        row("requesting_party_claims_endpoint", ENDPOINT + "/uma/claims\""),
        row("introspection_endpoint", ENDPOINT + "/uma/introspect\""),
        row("resource_set_registration_endpoint", ENDPOINT + "/uma\""),
        row("permission_registration_endpoint", ENDPOINT + "/uma/permission\""),
        row("rpt_endpoint", ENDPOINT + "/uma/rpt\""),
        row("https://docs.kantarainitiative.org/uma/extensions/perm-reg-1.0", "\"supported\""),
        row("security_enhanced_claims_endpoint", ABSENT),
        row("access_report_endpoint", ENDPOINT + "/uma/access_report\""),
        row("revocation_endpoint", ENDPOINT + "/uma/revoke\""));
  }

  private static Arguments row(String member, String json) {
    return Arguments.of(member, json);
  }

  @ParameterizedTest(name = "§1.4 {0}")
  @MethodSource("members")
  void hasTheMembersOfTheSpecification(String member, String json) {
    Reply reply = Http.get(wellKnown());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(reply.json().path(member).toString()).matches(json);
  }

  @Test
  void theIssuerIsTheAddressWithoutTheWellKnownPart() {
    assertThat(Http.get(wellKnown()).text("issuer"))
        .isEqualTo(realm.issuer())
        .isEqualTo(wellKnown().replace("/.well-known/uma-configuration", ""));
  }

  @Test
  void theGrantsThatAreDeclaredAreTheServersOwn() {
    JsonNode openid = Http.get(realm.issuer() + "/.well-known/openid-configuration").json();
    List<String> declared =
        Reply.texts(Http.get(wellKnown()).json().path("pat_grant_types_supported"));
    assertThat(Reply.texts(openid.path("grant_types_supported"))).containsAll(declared);
    assertThat(declared)
        .contains("authorization_code", "client_credentials", "refresh_token")
        .doesNotContain("urn:ietf:params:oauth:grant-type:uma-ticket");
    assertThat(openid.path("registration_endpoint").asText()).startsWith(realm.issuer());
  }

  @Test
  void pagesOfAnyOriginMayReadItAndCachesAskAgain() {
    for (String url :
        List.of(
            wellKnown(),
            realm.baseUrl() + "/.well-known/uma-configuration/realms/" + realm.name())) {
      Reply reply = Http.get(url, "Origin", "https://app.example.com");
      assertThat(reply.header("Access-Control-Allow-Origin")).hasValue("https://app.example.com");
      assertThat(reply.header("Cache-Control").orElse("")).contains("no-cache");
      Reply preflight =
          Http.send(
              "OPTIONS",
              url,
              null,
              "Origin",
              "https://app.example.com",
              "Access-Control-Request-Method",
              "GET");
      assertThat(preflight.status()).isEqualTo(200);
      assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("GET");
    }
  }

  @Test
  void isAlsoFoundInTheRootForm() {
    Reply root =
        Http.get(realm.baseUrl() + "/.well-known/uma-configuration/realms/" + realm.name());
    assertThat(root.status()).isEqualTo(200);
    assertThat(root.json()).isEqualTo(Http.get(wellKnown()).json());
  }

  @Test
  void withoutUserManagedAccessNothingIsThere() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    List<Supplier<Reply>> requests = requestsToEveryEndpoint();
    Supplier<Reply> page = claimsPage();
    realm.changeRealm(Map.of("userManagedAccessAllowed", false));
    for (Supplier<Reply> request : requests) {
      assertThat(request.get().status()).isEqualTo(404);
    }
    assertThat(page.get().status()).isEqualTo(404);
    assertThat(Http.get(wellKnown()).status()).isEqualTo(404);
    assertThat(Http.get(uma.resourceSets()).status()).isEqualTo(404);
    assertThat(Http.postJson(uma.rptEndpoint(), Map.of("ticket", "x")).status()).isEqualTo(404);
    assertThat(Http.send("PATCH", uma.resourceSets(), null).status()).isEqualTo(404);
  }

  @Test
  void aDisabledRealmAnswersNobody() {
    List<Supplier<Reply>> requests = requestsToEveryEndpoint();
    Supplier<Reply> page = claimsPage();
    realm.changeRealm(Map.of("enabled", false));
    for (Supplier<Reply> request : requests) {
      Reply refused = request.get();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("access_denied");
    }
    assertThat(page.get().status()).isEqualTo(403);
    assertThat(Http.get(wellKnown()).status()).isEqualTo(404);
  }

  @Test
  void whereTheRealmWantsHttpsPlainHttpIsRefused() {
    List<Supplier<Reply>> requests = requestsToEveryEndpoint();
    Supplier<Reply> page = claimsPage();
    realm.changeRealm(Map.of("sslRequired", "all"));
    for (Supplier<Reply> request : requests) {
      Reply refused = request.get();
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("access_denied");
    }
    assertThat(page.get().status()).isEqualTo(403);
    assertThat(Http.get(wellKnown()).status()).isEqualTo(403);
  }

  /** Requests that are answered as the protocol has it, and would be if the realm let them. */
  private List<Supplier<Reply>> requestsToEveryEndpoint() {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat =
        realm
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String aat =
        realm
            .client("print-service")
            .clientCredentials("scope", "uma_authorization")
            .text("access_token");
    String id = uma.registerResourceSet(pat, "Before", "view").text("_id");
    String bearer = Http.bearer(pat);
    String alices =
        uma.registerResourceSet(
                realm.grant("photo-album", "alice", "uma_protection").text("access_token"),
                "Of alice",
                "view")
            .text("user_access_policy_uri");
    String account = realm.accountAuthorization(realm.browser("alice"));
    String base = realm.issuer() + "/uma/";
    List<Supplier<Reply>> requests =
        List.of(
            () -> uma.registerResourceSet(pat, "Another", "view"),
            () -> Http.get(uma.resourceSets(), Http.AUTHORIZATION, bearer),
            () -> Http.get(uma.resourceSets(id), Http.AUTHORIZATION, bearer),
            () ->
                Http.putJson(
                    uma.resourceSets(id),
                    Map.of("name", "Changed", "scopes", List.of("view")),
                    Http.AUTHORIZATION,
                    bearer),
            () -> uma.registerPermission(pat, id, "view"),
            () -> uma.introspect(pat, "x"),
            () -> uma.requestRpt(aat, "x"),
            () -> uma.reportAccess(pat, Map.of()),
            () -> Http.postForm(uma.revocationEndpoint(), Map.of("token", List.of("x"))),
            () -> Http.get(alices, Http.AUTHORIZATION, account),
            () -> Http.putJson(alices, Map.of(), Http.AUTHORIZATION, account),
            () -> Http.get(alices + "/acceptances", Http.AUTHORIZATION, account),
            () -> Http.delete(alices + "/permissions", Http.AUTHORIZATION, account),
            () -> Http.get(base + "acceptances", Http.AUTHORIZATION, account),
            () -> Http.delete(base + "acceptances/x", Http.AUTHORIZATION, account),
            () -> Http.get(base + "supplied_claims", Http.AUTHORIZATION, account),
            () -> Http.delete(base + "supplied_claims/x", Http.AUTHORIZATION, account),
            () -> Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, bearer));
    for (Supplier<Reply> request : requests) {
      assertThat(request.get().text("error")).isNotEqualTo("access_denied");
    }
    return requests;
  }

  /**
   * Where people are sent, who are not told in JSON; a client that is not known is a bad request.
   */
  private Supplier<Reply> claimsPage() {
    String url = UmaEndpoints.discover(realm.issuer()).claimsEndpoint() + "?client_id=nobody";
    Supplier<Reply> page = () -> Http.get(url);
    assertThat(page.get().status()).isEqualTo(400);
    return page;
  }

  private String wellKnown() {
    return realm.issuer() + "/.well-known/uma-configuration";
  }
}
