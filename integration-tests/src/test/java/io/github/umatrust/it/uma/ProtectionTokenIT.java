package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.DpopKey;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The PAT: by which grants it comes, in which forms, whose it is, and how it ends. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class ProtectionTokenIT {

  private static final String PROTECTION = "uma_protection";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final OAuthClient album;

  ProtectionTokenIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.album = realm.client("photo-album");
  }

  @BeforeAll
  void consentIsAsked() {
    assertThat(
            realm
                .adminGet("clients/" + realm.clientUuid("photo-album"))
                .path("consentRequired")
                .asBoolean())
        .isTrue();
  }

  @Test
  void thePersonIsToldWhatSheAllows() {
    Browser browser = realm.browser("alice");
    assertThat(album.authorize(browser, "scope", "openid")).containsKey("code");
    Reply page = browser.open(album.authorizationUrl("scope", PROTECTION, "prompt", "consent"));
    assertThat(page.body()).contains("Permission to protect your resources with this server");
  }

  @Test
  void comesByTheCodeGrantAndOwnsForThePerson() {
    String pat = pat("alice");
    String id = uma.registerResourceSet(pat, "Owned by alice", "view").text("_id");
    assertThat(owner(id)).isEqualTo("alice");
  }

  @Test
  void comesByClientCredentialsAndOwnsForTheResourceServer() {
    String pat = album.clientCredentials("scope", PROTECTION).text("access_token");
    String id = uma.registerResourceSet(pat, "Owned by the album", "view").text("_id");
    assertThat(owner(id)).isEqualTo("photo-album");
  }

  @Test
  void isRefreshedAndANarrowedOneIsNone() {
    String refresh = grant("alice", PROTECTION).text("refresh_token");
    String refreshed = album.refresh(refresh).text("access_token");
    assertThat(list(refreshed).status()).isEqualTo(200);
    String narrowed = album.refresh(refresh, "scope", "email").text("access_token");
    assertThat(list(narrowed).text("error")).isEqualTo("insufficient_scope");
  }

  @Test
  void anOfflineOneNeedsNoSessionAndEndsWithTheConsent() {
    Reply granted = grant("alice", PROTECTION + " offline_access");
    String pat = granted.text("access_token");
    assertThat(realm.adminGet("users/" + realm.userId("alice") + "/sessions").toString())
        .doesNotContain(Tokens.claims(pat).path("sid").asText());
    String refreshed = album.refresh(granted.text("refresh_token")).text("access_token");
    assertThat(list(refreshed).status()).isEqualTo(200);
    assertThat(Tokens.claims(pat).path("sub")).isEqualTo(Tokens.claims(refreshed).path("sub"));
    realm.adminDelete("users/" + realm.userId("alice") + "/consents/photo-album");
    refused(refreshed);
  }

  @Test
  void aLightweightOneDoesAsWell() {
    realm.addResourceServer(
        "light-album", Map.of("client.use.lightweight.access.token.enabled", "true"));
    String pat = realm.grant("light-album", "alice", PROTECTION).text("access_token");
    assertThat(Tokens.claims(pat).has("sub")).isFalse();
    String id = uma.registerResourceSet(pat, "By a light token", "view").text("_id");
    assertThat(
            realm
                .adminGet(realm.authorizationPath("light-album") + "/resource/" + id)
                .path("owner")
                .path("name")
                .asText())
        .isEqualTo("alice");
  }

  @Test
  void oneThatIsBoundToAKeyNeedsTheProof() {
    DpopKey key = new DpopKey();
    String pat = boundPat(key);
    String url = uma.resourceSets();
    String proof = key.proof("GET", url, pat);
    assertThat(get(url, "DPoP " + pat, proof).status()).isEqualTo(200);

    for (Reply refused :
        List.of(
            get(url, "DPoP " + pat, proof),
            get(url, "DPoP " + pat, key.proof("POST", url, pat)),
            get(url, "DPoP " + pat, key.proof("GET", uma.permissionEndpoint(), pat)),
            get(url, "DPoP " + pat, key.proof("GET", url)),
            get(url, "DPoP " + pat, new DpopKey().proof("GET", url, pat)),
            get(url, "DPoP " + pat, "nonsense"),
            Http.get(url, Http.AUTHORIZATION, "DPoP " + pat))) {
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.text("error")).isEqualTo("invalid_token");
      assertThat(refused.header("WWW-Authenticate").orElse(""))
          .startsWith("DPoP realm=\"" + realm.name() + "\", error=\"invalid_token\"")
          .contains("algs=\"")
          .contains("ES256");
    }
    Reply asBearer = Http.get(url, Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(asBearer.status()).isEqualTo(401);
    assertThat(asBearer.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
  }

  @Test
  void revocationTakesEffectAtOnce() {
    String pat = pat("alice");
    assertThat(list(pat).status()).isEqualTo(200);
    assertThat(album.revoke(pat).status()).isEqualTo(200);
    refused(pat);
  }

  @Test
  void logoutTakesEffectAtOnce() {
    String pat = pat("bob");
    assertThat(list(pat).status()).isEqualTo(200);
    realm.adminPost("users/" + realm.userId("bob") + "/logout", Map.of());
    refused(pat);
  }

  @Test
  void notBeforeTakesEffectAtOnce() {
    realm.addResourceServer("pushed-album");
    String pat = realm.grant("pushed-album", "alice", PROTECTION).text("access_token");
    assertThat(list(pat).status()).isEqualTo(200);
    realm.changeClient("pushed-album", Map.of("notBefore", Instant.now().getEpochSecond() + 60));
    refused(pat);
  }

  @Test
  void theRealmsNotBeforeTakesEffectAtOnce() {
    String pat = pat("alice");
    String servers = album.clientCredentials("scope", PROTECTION).text("access_token");
    assertThat(list(pat).status()).isEqualTo(200);
    assertThat(list(servers).status()).isEqualTo(200);
    realm.changeRealm(Map.of("notBefore", Instant.now().getEpochSecond() + 60));
    try {
      refused(pat);
      refused(servers);
    } finally {
      realm.changeRealm(Map.of("notBefore", 0));
    }
    assertThat(list(pat).status()).isEqualTo(200);
  }

  /**
   * Logging a person out sets one, which is all that ends an offline PAT: its offline session
   * stays.
   */
  @Test
  void theUsersNotBeforeTakesEffectAtOnce() {
    String pat = grant("auditor", PROTECTION + " offline_access").text("access_token");
    assertThat(list(pat).status()).isEqualTo(200);
    String user = "users/" + realm.userId("auditor");
    // What was issued in the second of a not-before is not older than it.
    long issued = Tokens.claims(pat).path("iat").asLong();
    Awaitility.await().until(() -> Instant.now().getEpochSecond() > issued);
    realm.adminPost(user + "/logout", Map.of());
    assertThat(realm.adminGet(user + "/offline-sessions/" + realm.clientUuid("photo-album")))
        .isNotEmpty();
    refused(pat);
    assertThat(list(pat("auditor")).status()).isEqualTo(200);
  }

  @Test
  void aDisabledOwnerOrResourceServerHasNone() {
    realm.addResourceServer("closed-album");
    String pat = realm.grant("closed-album", "bob", PROTECTION).text("access_token");
    String user = "users/" + realm.userId("bob");
    realm.adminPut(user, Map.of("enabled", false));
    refused(pat);
    realm.adminPut(user, Map.of("enabled", true));
    assertThat(list(pat).status()).isEqualTo(200);

    realm.changeClient("closed-album", Map.of("enabled", false));
    refused(pat);
  }

  @Test
  void pagesOfTheClientsOriginsMayUseItAndOthersMayNot() {
    realm.addResourceServer("page-album");
    realm.changeClient("page-album", Map.of("webOrigins", List.of("https://album.example.com")));
    String pat =
        realm.client("page-album").clientCredentials("scope", PROTECTION).text("access_token");
    Reply allowed = listFrom("https://album.example.com", pat);
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("Access-Control-Allow-Origin")).hasValue("https://album.example.com");
    assertThat(allowed.header("Access-Control-Expose-Headers").orElse(""))
        .contains("Location", "WWW-Authenticate");

    Reply other = listFrom("https://evil.example.com", pat);
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();

    Reply unknown = listFrom("https://evil.example.com", "nonsense");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.header("Access-Control-Allow-Origin")).isPresent();
  }

  @Test
  void aBrowserIsToldBeforehandWhatEachEndpointTakes() {
    String id = uma.registerResourceSet(pat("alice"), "Asked about", "view").text("_id");
    for (Map.Entry<String, String> endpoint :
        Map.of(
                uma.resourceSets(), "POST",
                uma.resourceSets(id), "DELETE",
                uma.permissionEndpoint(), "POST",
                uma.rptEndpoint(), "POST",
                uma.introspectionEndpoint(), "POST")
            .entrySet()) {
      Reply preflight =
          Http.send(
              "OPTIONS",
              endpoint.getKey(),
              null,
              "Origin",
              "https://album.example.com",
              "Access-Control-Request-Method",
              endpoint.getValue(),
              "Access-Control-Request-Headers",
              "authorization");
      assertThat(preflight.status()).as(endpoint.getKey()).isEqualTo(200);
      assertThat(preflight.header("Access-Control-Allow-Methods").orElse(""))
          .contains(endpoint.getValue());
      assertThat(preflight.header("Access-Control-Allow-Headers").orElse(""))
          .contains("Authorization");
    }
  }

  /** Its resources are Keycloak's own administration permissions. */
  @Test
  void theClientOfAdministrationPermissionsIsRefused() {
    realm.changeRealm(Map.of("adminPermissionsEnabled", true));
    try {
      assertThat(realm.clientUuid("admin-permissions")).isNotEmpty();
      realm.changeClient(
          "admin-permissions",
          Map.of(
              "publicClient", false,
              "bearerOnly", false,
              "serviceAccountsEnabled", true,
              "secret", "admin-permissions-secret"));
      realm.grantOptionalScope("admin-permissions", PROTECTION);
      Reply granted = realm.client("admin-permissions").clientCredentials("scope", PROTECTION);
      assertThat(granted.status()).isEqualTo(200);
      Reply refused = list(granted.text("access_token"));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("insufficient_scope");
    } finally {
      realm.changeRealm(Map.of("adminPermissionsEnabled", false));
    }
  }

  private void refused(String pat) {
    Reply refused = list(pat);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text("error")).isEqualTo("invalid_token");
    assertThat(refused.header("WWW-Authenticate").orElse(""))
        .isEqualTo(
            "Bearer realm=\"%s\", error=\"invalid_token\", error_description=\"%s\""
                .formatted(realm.name(), refused.text("error_description")));
  }

  private String pat(String owner) {
    return grant(owner, PROTECTION).text("access_token");
  }

  private Reply grant(String owner, String scope) {
    return realm.grant("photo-album", owner, scope);
  }

  private String boundPat(DpopKey key) {
    String url = realm.issuer() + "/protocol/openid-connect/token";
    Reply reply =
        Http.postForm(
            url,
            Map.of("grant_type", List.of("client_credentials"), "scope", List.of(PROTECTION)),
            Http.AUTHORIZATION,
            Http.basic("photo-album", "photo-album-secret"),
            "DPoP",
            key.proof("POST", url));
    assertThat(reply.text("token_type")).isEqualTo("DPoP");
    return reply.text("access_token");
  }

  private Reply list(String pat) {
    return Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat));
  }

  private Reply listFrom(String origin, String pat) {
    return Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat), "Origin", origin);
  }

  private static Reply get(String url, String authorization, String proof) {
    return Http.get(url, Http.AUTHORIZATION, authorization, "DPoP", proof);
  }

  private String owner(String resourceSetId) {
    return realm
        .adminGet(realm.authorizationPath("photo-album") + "/resource/" + resourceSetId)
        .path("owner")
        .path("name")
        .asText();
  }
}
