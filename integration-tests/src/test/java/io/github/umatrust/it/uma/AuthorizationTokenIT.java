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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** The AAT: by which grants it comes, in which forms, whose it is, and how it ends. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class AuthorizationTokenIT {

  private static final String AUTHORIZATION = "uma_authorization";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final OAuthClient printer;
  private final SharedAlbum album;

  AuthorizationTokenIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.printer = realm.client("print-service");
    this.album = new SharedAlbum(realm);
  }

  @Test
  void thePersonIsToldWhatTheClientMayDo() {
    Browser browser = realm.browser("bob");
    assertThat(printer.authorize(browser, "scope", "openid")).containsKey("code");
    String english =
        browser.open(printer.authorizationUrl("scope", AUTHORIZATION, "prompt", "consent")).body();
    assertThat(english)
        .contains("Permission to ask, in your name, for access to what other people protect here");
    String german =
        browser
            .open(
                printer.authorizationUrl(
                    "scope", AUTHORIZATION, "prompt", "consent", "ui_locales", "de"))
            .body();
    assertThat(german).contains("Erlaubnis, in Ihrem Namen um Zugang zu dem zu bitten");
  }

  @Test
  void comesByTheCodeGrantAndAsksForThePerson() {
    String rpt = album.rpt(album.aat("bob"));
    assertThat(Tokens.claims(rpt).path("sub").asText()).isEqualTo(realm.userId("bob"));
    assertThat(Tokens.claims(rpt).path("azp").asText()).isEqualTo("print-service");
  }

  @Test
  void comesByClientCredentialsAndAsksForTheOrganisation() {
    String rpt = album.rpt(ofTheOrganisation());
    assertThat(Tokens.claims(rpt).path("sub").asText())
        .isEqualTo(realm.userId("service-account-print-service"));
    assertThat(album.isActive(rpt)).isTrue();
  }

  @Test
  void isRefreshedAndANarrowedOneIsNone() {
    String refresh =
        realm.grant("print-service", "bob", AUTHORIZATION + " email").text("refresh_token");
    accepted(printer.refresh(refresh).text("access_token"));
    String narrowed = printer.refresh(refresh, "scope", "email").text("access_token");
    assertThat(uma.requestRpt(narrowed, "x").text("error")).isEqualTo("insufficient_scope");
  }

  @Test
  void anOfflineOneNeedsNoSessionAndEndsWithTheConsent() {
    Reply granted = realm.grant("print-service", "auditor", AUTHORIZATION + " offline_access");
    String session = Tokens.claims(granted.text("access_token")).path("sid").asText();
    assertThat(realm.adminGet("users/" + realm.userId("auditor") + "/sessions").toString())
        .doesNotContain(session);
    String aat = printer.refresh(granted.text("refresh_token")).text("access_token");
    String deleting = uma.requestRpt(aat, album.ticket(album.set(), "delete")).text("rpt");
    assertThat(album.isActive(deleting)).isTrue();
    realm.adminDelete("users/" + realm.userId("auditor") + "/consents/print-service");
    refused(aat);
    assertThat(album.isActive(deleting)).isFalse();
  }

  /** It says neither whose it is nor what it was issued for; the session does. */
  @Test
  void aLightweightOneDoesAsWell() {
    album.addClient(
        "light-printer",
        Map.of("attributes", Map.of("client.use.lightweight.access.token.enabled", "true")));
    String aat = realm.grant("light-printer", "bob", AUTHORIZATION).text("access_token");
    assertThat(Tokens.claims(aat).has("sub")).isFalse();
    String rpt = album.rpt(aat);
    assertThat(Tokens.claims(rpt).path("sub").asText()).isEqualTo(realm.userId("bob"));
    assertThat(album.isActive(rpt)).isTrue();
  }

  @Test
  void oneThatIsBoundToAKeyNeedsTheProofAndGivesABoundRpt() {
    DpopKey key = new DpopKey();
    String aat = boundAat(key);
    String url = uma.rptEndpoint();
    String proof = key.proof("POST", url, aat);
    Reply granted = post("DPoP " + aat, proof, album.ticket(album.set(), "view"));
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(Tokens.claims(granted.text("rpt")).path("cnf"))
        .isEqualTo(Tokens.claims(aat).path("cnf"));

    for (Reply refused :
        List.of(
            post("DPoP " + aat, proof, "x"),
            post("DPoP " + aat, key.proof("GET", url, aat), "x"),
            post("DPoP " + aat, key.proof("POST", uma.introspectionEndpoint(), aat), "x"),
            post("DPoP " + aat, key.proof("POST", url), "x"),
            post("DPoP " + aat, new DpopKey().proof("POST", url, aat), "x"),
            post("DPoP " + aat, "nonsense", "x"),
            Http.postJson(url, Map.of("ticket", "x"), Http.AUTHORIZATION, "DPoP " + aat))) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(401);
      assertThat(refused.text("error")).isEqualTo("invalid_token");
      assertThat(refused.header("WWW-Authenticate").orElse(""))
          .startsWith("DPoP realm=\"" + realm.name() + "\", error=\"invalid_token\"")
          .contains("algs=\"");
    }
    refused(aat);
  }

  /** An RPT that needs a proof must not become one that needs none, or another's. */
  @Test
  void anRptIsUpgradedOnlyWithTheKeyItIsBoundTo() {
    DpopKey key = new DpopKey();
    String bound = boundRpt(key);
    String other = album.registered("Upgraded");
    for (String upgraded :
        List.of(
            upgrade(ofTheOrganisation(), other, bound),
            boundUpgrade(new DpopKey(), other, bound))) {
      assertThat(uma.introspect(album.pat(), upgraded).json().path("permissions")).hasSize(1);
    }
    assertThat(album.isActive(bound)).isTrue();
    String upgraded = boundUpgrade(key, other, bound);
    assertThat(uma.introspect(album.pat(), upgraded).json().path("permissions")).hasSize(2);
  }

  @Test
  void aPublicClientHasOneToo() {
    album.addClient(
        "phone-printer",
        Map.of(
            "publicClient",
            true,
            "attributes",
            Map.of("pkce.code.challenge.method", ""),
            "webOrigins",
            List.of("https://phone.example.com")));
    String code =
        realm
            .client("phone-printer")
            .authorize(realm.browser("bob"), "scope", AUTHORIZATION)
            .getOrDefault("code", "");
    String aat =
        Http.postForm(
                realm.issuer() + "/protocol/openid-connect/token",
                Map.of(
                    "grant_type", List.of("authorization_code"),
                    "client_id", List.of("phone-printer"),
                    "redirect_uri", List.of(OAuthClient.CALLBACK),
                    "code", List.of(code)))
            .text("access_token");
    String rpt = album.rpt(aat);
    assertThat(Tokens.claims(rpt).path("azp").asText()).isEqualTo("phone-printer");
    assertThat(album.isActive(rpt)).isTrue();
  }

  @Test
  void revocationTakesEffectAtOnce() {
    String aat = album.aat("bob");
    accepted(aat);
    assertThat(printer.revoke(aat).status()).isEqualTo(200);
    refused(aat);
  }

  @Test
  void logoutTakesEffectAtOnce() {
    String aat = album.aat("bob");
    accepted(aat);
    realm.adminDelete("sessions/" + Tokens.claims(aat).path("sid").asText());
    refused(aat);
  }

  @Test
  void aWithdrawnConsentTakesEffectAtOnce() {
    String aat = album.aat("auditor");
    String rpt = uma.requestRpt(aat, album.ticket(album.set(), "delete")).text("rpt");
    assertThat(album.isActive(rpt)).isTrue();
    realm.adminDelete("users/" + realm.userId("auditor") + "/consents/print-service");
    refused(aat);
    assertThat(album.isActive(rpt)).isFalse();
  }

  @Test
  void notBeforeTakesEffectAtOnce() {
    album.addClient("pushed-printer", Map.of());
    String aat = realm.grant("pushed-printer", "bob", AUTHORIZATION).text("access_token");
    accepted(aat);
    realm.changeClient("pushed-printer", Map.of("notBefore", Instant.now().getEpochSecond() + 60));
    refused(aat);
  }

  @Test
  void aDisabledPersonOrClientHasNone() {
    album.addClient("closed-printer", Map.of());
    String aat = realm.grant("closed-printer", "auditor", AUTHORIZATION).text("access_token");
    String user = "users/" + realm.userId("auditor");
    realm.adminPut(user, Map.of("enabled", false));
    refused(aat);
    realm.adminPut(user, Map.of("enabled", true));
    accepted(aat);
    realm.changeClient("closed-printer", Map.of("enabled", false));
    refused(aat);
  }

  @Test
  void aDeletedPersonOrClientHasNone() {
    album.addClient("short-lived-printer", Map.of());
    realm.adminPost(
        "users",
        Map.of(
            "username",
            "carol",
            "firstName",
            "Carol",
            "lastName",
            "Clark",
            "email",
            "carol@example.com",
            "enabled",
            true,
            "credentials",
            List.of(Map.of("type", "password", "value", "carol"))));
    String carols = realm.grant("short-lived-printer", "carol", AUTHORIZATION).text("access_token");
    String bobs = realm.grant("short-lived-printer", "bob", AUTHORIZATION).text("access_token");
    String rpt = album.rpt(bobs);
    accepted(carols);
    realm.adminDelete("users/" + realm.userId("carol"));
    refused(carols);
    accepted(bobs);
    realm.adminDelete("clients/" + realm.clientUuid("short-lived-printer"));
    refused(bobs);
    assertThat(album.isActive(rpt)).isFalse();
  }

  /** Keycloak has a realm role of the same name, which everybody has. */
  @Test
  void theRoleOfThatNameDoesNotMakeOne() {
    album.addClient("role-printer", Map.of("fullScopeAllowed", true));
    String token = realm.grant("role-printer", "bob", "email").text("access_token");
    assertThat(Reply.texts(Tokens.claims(token).path("realm_access").path("roles")))
        .contains(AUTHORIZATION);
    Reply refused = uma.requestRpt(token, "x");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("insufficient_scope");
  }

  /** RFC 6750 lets a server take it there; this one does not, because addresses are logged. */
  @Test
  void isTakenFromTheHeaderAlone() {
    String aat = album.aat("bob");
    Reply inTheQuery =
        Http.postJson(uma.rptEndpoint() + "?access_token=" + aat, Map.of("ticket", "x"));
    assertThat(inTheQuery.status()).isEqualTo(401);
    assertThat(inTheQuery.header("WWW-Authenticate"))
        .hasValue("Bearer realm=\"" + realm.name() + "\"");
    Reply inTheBody =
        Http.postForm(
            uma.rptEndpoint(), Map.of("access_token", List.of(aat), "ticket", List.of("x")));
    assertThat(inTheBody.status()).isEqualTo(401);
  }

  @Test
  void pagesOfTheClientsOriginsMayUseItAndOthersMayNot() {
    album.addClient("page-printer", Map.of("webOrigins", List.of("https://print.example.com")));
    String aat = realm.grant("page-printer", "bob", AUTHORIZATION).text("access_token");
    String ticket = album.ticket(album.set(), "view");

    Reply other = from("https://evil.example.com", aat, ticket);
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.text("error")).isEqualTo("access_denied");
    assertThat(other.header("Access-Control-Allow-Origin")).isEmpty();

    Reply granted = from("https://print.example.com", aat, ticket);
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(granted.header("Access-Control-Allow-Origin")).hasValue("https://print.example.com");

    Reply refused = from("https://print.example.com", aat, ticket);
    assertThat(refused.text("error")).isEqualTo("invalid_ticket");
    assertThat(refused.header("Access-Control-Allow-Origin")).hasValue("https://print.example.com");

    Reply unknown = from("https://evil.example.com", "nonsense", ticket);
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.header("Access-Control-Allow-Origin")).isPresent();
    assertThat(unknown.header("Access-Control-Expose-Headers").orElse(""))
        .contains("WWW-Authenticate");
  }

  private void accepted(String aat) {
    assertThat(uma.requestRpt(aat, "x").text("error")).isEqualTo("invalid_ticket");
  }

  private void refused(String aat) {
    Reply refused = uma.requestRpt(aat, "x");
    assertThat(refused.status()).as(refused.body()).isEqualTo(401);
    assertThat(refused.text("error")).isEqualTo("invalid_token");
    assertThat(refused.header("WWW-Authenticate"))
        .hasValue(
            "Bearer realm=\"%s\", error=\"invalid_token\", error_description=\"%s\""
                .formatted(realm.name(), refused.text("error_description")));
  }

  private String ofTheOrganisation() {
    return printer.clientCredentials("scope", AUTHORIZATION).text("access_token");
  }

  private String boundAat(DpopKey key) {
    String url = realm.issuer() + "/protocol/openid-connect/token";
    Reply reply =
        Http.postForm(
            url,
            Map.of("grant_type", List.of("client_credentials"), "scope", List.of(AUTHORIZATION)),
            Http.AUTHORIZATION,
            Http.basic("print-service", "print-service-secret"),
            "DPoP",
            key.proof("POST", url));
    assertThat(reply.text("token_type")).isEqualTo("DPoP");
    return reply.text("access_token");
  }

  private String boundRpt(DpopKey key) {
    String aat = boundAat(key);
    return post(
            "DPoP " + aat,
            key.proof("POST", uma.rptEndpoint(), aat),
            album.ticket(album.set(), "view"))
        .text("rpt");
  }

  private String boundUpgrade(DpopKey key, String set, String rpt) {
    String aat = boundAat(key);
    return Http.postJson(
            uma.rptEndpoint(),
            Map.of("ticket", album.ticket(set, "view"), "rpt", rpt),
            Http.AUTHORIZATION,
            "DPoP " + aat,
            "DPoP",
            key.proof("POST", uma.rptEndpoint(), aat))
        .text("rpt");
  }

  private String upgrade(String aat, String set, String rpt) {
    return Http.postJson(
            uma.rptEndpoint(),
            Map.of("ticket", album.ticket(set, "view"), "rpt", rpt),
            Http.AUTHORIZATION,
            Http.bearer(aat))
        .text("rpt");
  }

  private Reply post(String authorization, String proof, String ticket) {
    return Http.postJson(
        uma.rptEndpoint(),
        Map.of("ticket", ticket),
        Http.AUTHORIZATION,
        authorization,
        "DPoP",
        proof);
  }

  private Reply from(String origin, String aat, String ticket) {
    return Http.postJson(
        uma.rptEndpoint(),
        Map.of("ticket", ticket),
        Http.AUTHORIZATION,
        Http.bearer(aat),
        "Origin",
        origin);
  }
}
