package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A resource server that is shown an RPT can show it to others. Nowhere in Keycloak is it worth
 * anything, though its requesting party is an administrator and its client may do everything. The
 * AAT that it was granted on is worth something, which shows that the attempt would succeed.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class RptMisuseIT {

  private static final String UMA_TICKET = "urn:ietf:params:oauth:grant-type:uma-ticket";
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private enum Use {
    USERINFO(true),
    ACCOUNT(true),
    ADMINISTRATION(true),
    UMA2_GRANT_AS_BEARER(true),
    UMA2_GRANT_AS_SUBJECT(true),
    UMA2_GRANT_AS_TICKET(false),
    UMA2_PROTECTION_API(false),
    TOKEN_EXCHANGE_BY_ITS_CLIENT(true),
    TOKEN_EXCHANGE_BY_ITS_AUDIENCE(false),
    REFRESH_TOKEN(false),
    JWT_BEARER_ASSERTION(false),
    CLIENT_ASSERTION(false),
    LOGOUT_HINT(false),
    LOGOUT_TOKEN(false),
    CLIENT_REGISTRATION(false),
    UMA1_PAT(false),
    UMA1_AAT(false);

    /** Whether the AAT is good for it. */
    private final boolean forAccessTokens;

    Use(boolean forAccessTokens) {
      this.forAccessTokens = forAccessTokens;
    }
  }

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final SharedAlbum album;
  private final OAuthClient office;
  private final String aat;
  private final String rpt;

  RptMisuseIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.album = new SharedAlbum(realm);
    this.office =
        album.addClient(
            "office",
            Map.of(
                "fullScopeAllowed",
                true,
                "attributes",
                Map.of("standard.token.exchange.enabled", "true")));
    realm.changeClient(
        "photo-album",
        Map.of(
            "consentRequired",
            false,
            "attributes",
            Map.of("standard.token.exchange.enabled", "true")));
    this.aat = aat();
    this.rpt = uma.requestRpt(aat, album.ticket(album.set(), "delete")).text("rpt");
  }

  @ParameterizedTest
  @EnumSource
  void anRptIsGoodForNothingButItsResourceServer(Use use) {
    Reply refused = use(use, rpt);
    assertThat(refused.status()).as(refused.body()).isIn(400, 401, 403);
    assertThat(refused.body()).doesNotContain("access_token\":").doesNotContain("\"active\":true");
    if (use.forAccessTokens) {
      Reply possible = use(use, aat);
      assertThat(possible.status()).as(possible.body()).isEqualTo(200);
    }
    assertThat(album.isActive(rpt)).isTrue();
  }

  /** Its own server has an endpoint for that; Keycloak's does not know what it is. */
  @Test
  void keycloaksRevocationEndsAnAccessTokenAndNoRpt() {
    String other = aat();
    String itsRpt = uma.requestRpt(other, album.ticket(album.set(), "delete")).text("rpt");
    assertThat(office.revoke(itsRpt).status()).isEqualTo(400);
    assertThat(album.isActive(itsRpt)).isTrue();
    assertThat(office.revoke(other).status()).isEqualTo(200);
    assertThat(uma.requestRpt(other, "x").status()).isEqualTo(401);
  }

  /** It takes anything that the realm signed for an RPT to upgrade, and looks for its own claim. */
  @Test
  void keycloaksOwnGrantFindsNothingToUpgrade() {
    String other = album.registered("Asked for natively");
    Map<String, List<String>> form = uma2(Map.of("rpt", rpt, "permission", other + "#delete"));
    Reply granted =
        Http.postForm(
            realm.issuer() + "/protocol/openid-connect/token",
            form,
            Http.AUTHORIZATION,
            Http.bearer(aat));
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(
            Tokens.claims(granted.text("access_token"))
                .path("authorization")
                .path("permissions")
                .findValuesAsText("rsid"))
        .containsExactly(other);
  }

  @Test
  void whoeverVerifiesAccessTokensOfTheRealmByItsKeysSeesAnotherIssuerAndType() {
    assertThat(Tokens.claims(rpt).path("iss").asText()).isNotEqualTo(realm.issuer());
    assertThat(Tokens.claims(rpt).path("typ").asText()).isEqualTo("RPT");
    assertThat(Tokens.claims(rpt).has("scope")).isFalse();
    assertThat(Tokens.claims(aat).path("iss").asText()).isEqualTo(realm.issuer());
  }

  private Reply use(Use use, String token) {
    String bearer = Http.bearer(token);
    String protocol = realm.issuer() + "/protocol/openid-connect/";
    return switch (use) {
      case USERINFO -> Http.get(protocol + "userinfo", Http.AUTHORIZATION, bearer);
      case ACCOUNT ->
          Http.get(
              realm.issuer() + "/account",
              "Accept",
              "application/json",
              Http.AUTHORIZATION,
              bearer);
      case ADMINISTRATION -> Http.get(realm.adminUrl("events?max=1"), Http.AUTHORIZATION, bearer);
      case UMA2_GRANT_AS_BEARER ->
          Http.postForm(protocol + "token", uma2(Map.of()), Http.AUTHORIZATION, bearer);
      case UMA2_GRANT_AS_SUBJECT -> office.token(uma2(Map.of("subject_token", token)));
      case UMA2_GRANT_AS_TICKET ->
          Http.postForm(
              protocol + "token",
              Map.of("grant_type", List.of(UMA_TICKET), "ticket", List.of(token)),
              Http.AUTHORIZATION,
              Http.bearer(aat));
      case UMA2_PROTECTION_API ->
          Http.get(realm.issuer() + "/authz/protection/resource_set", Http.AUTHORIZATION, bearer);
      case TOKEN_EXCHANGE_BY_ITS_CLIENT -> office.token(exchange(token));
      case TOKEN_EXCHANGE_BY_ITS_AUDIENCE -> realm.client("photo-album").token(exchange(token));
      case REFRESH_TOKEN -> office.refresh(token);
      case JWT_BEARER_ASSERTION ->
          office.token(
              Map.of(
                  "grant_type",
                  List.of("urn:ietf:params:oauth:grant-type:jwt-bearer"),
                  "assertion",
                  List.of(token)));
      case CLIENT_ASSERTION ->
          Http.postForm(
              protocol + "token",
              Map.of(
                  "grant_type",
                  List.of("client_credentials"),
                  "client_assertion_type",
                  List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                  "client_assertion",
                  List.of(token)));
      case LOGOUT_HINT -> Http.get(protocol + "logout?id_token_hint=" + token);
      case LOGOUT_TOKEN ->
          Http.postForm(
              protocol + "logout",
              Map.of("refresh_token", List.of(token)),
              Http.AUTHORIZATION,
              Http.basic("office", "office-secret"));
      case CLIENT_REGISTRATION ->
          Http.postJson(
              realm.issuer() + "/clients-registrations/default",
              Map.of("clientId", "registered-with-an-rpt"),
              Http.AUTHORIZATION,
              bearer);
      case UMA1_PAT -> Http.get(uma.resourceSets(), Http.AUTHORIZATION, bearer);
      case UMA1_AAT -> uma.requestRpt(token, album.ticket(album.set(), "delete"));
    };
  }

  private String aat() {
    return office
        .codeGrant(realm.browser("auditor"), "scope", "openid uma_authorization")
        .text("access_token");
  }

  /** Keycloak's own grant, for what the auditor may do. */
  private Map<String, List<String>> uma2(Map<String, String> more) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("grant_type", List.of(UMA_TICKET));
    form.put("audience", List.of("photo-album"));
    form.put("permission", List.of(album.set() + "#delete"));
    more.forEach((name, value) -> form.put(name, List.of(value)));
    return form;
  }

  private static Map<String, List<String>> exchange(String token) {
    return Map.of(
        "grant_type",
        List.of("urn:ietf:params:oauth:grant-type:token-exchange"),
        "subject_token",
        List.of(token),
        "subject_token_type",
        List.of(ACCESS_TOKEN));
  }
}
