package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who is let in: a PAT at the protection API, an AAT at the RPT endpoint, and no other token at
 * either.
 */
@ExtendWith(Keycloak.class)
class UmaTokensIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;

  UmaTokensIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @Test
  void withoutATokenThereIsAChallengeWithoutAnError() {
    for (Reply refused :
        List.of(
            Http.get(uma.resourceSets()),
            Http.postJson(uma.permissionEndpoint(), Map.of()),
            Http.postForm(uma.introspectionEndpoint(), Map.of("token", List.of("x"))),
            Http.postJson(uma.rptEndpoint(), Map.of()))) {
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate"))
          .hasValue("Bearer realm=\"" + realm.name() + "\"");
    }
  }

  @Test
  void aTokenThatIsNotValidIsRefused(KeycloakServer server) {
    String foreign =
        new TestRealm(server.baseUrl(), "uma-trust")
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String revoked = pat();
    realm.client("photo-album").revoke(revoked);
    for (String authorization :
        List.of(
            Http.bearer("nonsense"),
            Http.bearer("e30.e30.e30"),
            Http.bearer("bnVsbA.bnVsbA.e30"),
            Http.bearer("eyJhbGciOiJub25lIn0.e30."),
            Http.bearer(foreign),
            Http.bearer(revoked),
            Http.bearer(pat() + "x"),
            "Basic YTpi",
            "Bearer",
            "Bearer a b")) {
      Reply refused = Http.get(uma.resourceSets(), Http.AUTHORIZATION, authorization);
      assertThat(refused.status()).as(authorization).isEqualTo(401);
      assertThat(refused.text("error")).isEqualTo("invalid_token");
      assertThat(refused.header("WWW-Authenticate").orElse("")).contains("error=\"invalid_token\"");
    }
  }

  @Test
  void twoAuthorizationHeadersAreRefused() {
    Reply refused =
        Http.get(
            uma.resourceSets(),
            Http.AUTHORIZATION,
            Http.bearer(pat()),
            Http.AUTHORIZATION,
            Http.bearer(pat()));
    assertThat(refused.status()).isEqualTo(401);
  }

  @Test
  void anExpiredTokenIsRefused() {
    realm.addResourceServer("clock-album", Map.of("access.token.lifespan", "2"));
    String pat =
        realm
            .client("clock-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(200);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status() == 401);
  }

  @Test
  void theScopeDecidesWhatATokenIs() {
    String aat = aat();
    Reply asPat = Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(aat));
    assertThat(asPat.status()).isEqualTo(403);
    assertThat(asPat.text("error")).isEqualTo("insufficient_scope");
    assertThat(asPat.header("WWW-Authenticate").orElse("")).contains("scope=\"uma_protection\"");

    Reply asAat = uma.requestRpt(pat(), "x");
    assertThat(asAat.status()).isEqualTo(403);
    assertThat(asAat.header("WWW-Authenticate").orElse("")).contains("scope=\"uma_authorization\"");

    // A resource server's service account has a role of the same name, which is not the scope.
    String withRoleOnly = realm.client("photo-album").clientCredentials().text("access_token");
    assertThat(Tokens.scope(withRoleOnly)).doesNotContain("uma_protection");
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(withRoleOnly)).status())
        .isEqualTo(403);
  }

  @Test
  void onlyAResourceServerMayProtect() {
    realm.grantOptionalScope("planner", "uma_protection");
    String pat =
        realm.client("planner").clientCredentials("scope", "uma_protection").text("access_token");
    assertThat(Tokens.scope(pat)).contains("uma_protection");
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(403);
  }

  @Test
  void aResourceServerCanOwnResourceSetsItself() {
    String pat = pat();
    String id = uma.registerResourceSet(pat, "Of the album itself", "view").text("_id");
    Reply read = Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(read.text("name")).isEqualTo("Of the album itself");
    assertThat(read.json().has("user_access_policy_uri")).isFalse();
  }

  @Test
  void aPatEndsWithItsOwnersLogout() {
    OAuthClient album = realm.client("photo-album");
    String pat =
        album.codeGrant(realm.browser("alice"), "scope", "uma_protection").text("access_token");
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(200);
    realm.adminDelete("sessions/" + Tokens.claims(pat).path("sid").asText());
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(401);
  }

  private String pat() {
    return realm
        .client("photo-album")
        .clientCredentials("scope", "uma_protection")
        .text("access_token");
  }

  private String aat() {
    return realm
        .client("print-service")
        .clientCredentials("scope", "uma_authorization")
        .text("access_token");
  }
}
