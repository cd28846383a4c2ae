package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.DpopKey;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** What UMA Core 1.0.1 §1.3.2 says of the authorization API, sentence by sentence. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class AuthorizationApiIT {

  private static final String AUTHORIZATION = "uma_authorization";
  private static final String ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#IDToken";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final OAuthClient printer;
  private final SharedAlbum album;
  private final String aat;

  AuthorizationApiIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.printer = realm.client("print-service");
    this.album = new SharedAlbum(realm);
    this.aat = album.aat("bob");
  }

  @Test
  @DisplayName("A1 clients are offered an authorization API over HTTP")
  void anOAuthClientGetsAnRptOverHttp() {
    Reply granted =
        Http.postJson(
            uma.rptEndpoint(),
            Map.of("ticket", album.ticket(album.set(), "view")),
            Http.AUTHORIZATION,
            Http.bearer(aat));
    assertThat(granted.status()).isEqualTo(200);
    assertThat(granted.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(granted.json().fieldNames()).toIterable().containsExactly("rpt");
  }

  /** TLS is the realm's own setting, as with all of Keycloak's endpoints. */
  @Test
  @DisplayName("A2 TLS and OAuth protect it")
  void withoutTlsOrATokenThereIsNothing() {
    assertThat(Http.postJson(uma.rptEndpoint(), Map.of("ticket", "x")).status()).isEqualTo(401);
    realm.changeRealm(Map.of("sslRequired", "all"));
    try {
      Reply plain = album.send(aat, "{\"ticket\":\"x\"}");
      assertThat(plain.status()).isEqualTo(403);
      assertThat(plain.text("error")).isEqualTo("access_denied");
    } finally {
      realm.changeRealm(Map.of("sslRequired", "external"));
    }
    assertThat(album.send(aat, "{\"ticket\":\"x\"}").text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  @DisplayName("A3 the server has a token endpoint and an authorization endpoint")
  void theDeclaredEndpointsGiveAnAat() {
    String authorization = uma.configuration().path("authorization_endpoint").asText();
    String code =
        realm
            .browser("bob")
            .openUntil(
                authorization
                    + "?"
                    + Http.form(
                        Map.of(
                            "response_type", List.of("code"),
                            "client_id", List.of("print-service"),
                            "redirect_uri", List.of(OAuthClient.CALLBACK),
                            "scope", List.of(AUTHORIZATION))),
                OAuthClient.CALLBACK)
            .getOrDefault("code", "");
    Reply tokens =
        Http.postForm(
            uma.configuration().path("token_endpoint").asText(),
            Map.of(
                "grant_type", List.of("authorization_code"),
                "code", List.of(code),
                "redirect_uri", List.of(OAuthClient.CALLBACK)),
            Http.AUTHORIZATION,
            Http.basic("print-service", "print-service-secret"));
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    accepted(tokens.text("access_token"));
  }

  @Test
  @DisplayName("A4 the configuration data declares the API's endpoint")
  void theEndpointIsDeclared() {
    JsonNode endpoint =
        Http.get(realm.issuer() + "/.well-known/uma-configuration").json().path("rpt_endpoint");
    assertThat(endpoint.isTextual()).isTrue();
    assertThat(
            Http.postJson(
                    endpoint.asText(),
                    Map.of("ticket", album.ticket(album.set(), "view")),
                    Http.AUTHORIZATION,
                    Http.bearer(aat))
                .status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("A5 the RPT endpoint is all that it has")
  void anAatOpensNoOtherEndpoint() {
    for (Reply refused :
        List.of(
            Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(aat)),
            uma.registerPermission(aat, album.set(), "view"),
            uma.introspect(aat, "x"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo("insufficient_scope");
    }
    accepted(aat);
  }

  @Test
  @DisplayName("A6 whoever wants access needs the scope uma_authorization")
  void withoutTheScopeThereIsNoAccess() {
    String without = printer.codeGrant(realm.browser("bob"), "scope", "email").text("access_token");
    assertThat(Tokens.scope(without)).doesNotContain(AUTHORIZATION);
    Reply refused = album.request(without);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("WWW-Authenticate").orElse(""))
        .contains("scope=\"" + AUTHORIZATION + "\"");
    assertThat(album.request(aat).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A7 a token with at least the scope is an AAT, and whoever can get one is a client")
  void moreScopesDoNotMatterAndNoOtherPropertyOfAClientDoes() {
    String more =
        printer
            .codeGrant(realm.browser("bob"), "scope", "openid profile email " + AUTHORIZATION)
            .text("access_token");
    assertThat(Tokens.scope(more)).contains("profile", "email", AUTHORIZATION);
    assertThat(album.request(more).status()).isEqualTo(200);

    OAuthClient planner = realm.client("planner");
    assertThat(planner.authorize(realm.browser("bob"), "scope", AUTHORIZATION))
        .containsEntry("error", "invalid_scope");
    realm.grantOptionalScope("planner", AUTHORIZATION);
    String theirs =
        planner.codeGrant(realm.browser("bob"), "scope", AUTHORIZATION).text("access_token");
    assertThat(album.request(theirs).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A8 one party can be resource server and client")
  void aTokenWithBothScopesIsBoth() {
    realm.addResourceServer("printing-album");
    realm.grantOptionalScope("printing-album", AUTHORIZATION);
    String both =
        realm
            .grant("printing-album", "bob", "uma_protection " + AUTHORIZATION)
            .text("access_token");
    assertThat(uma.registerResourceSet(both, "Bob's own", "view").status()).isEqualTo(201);
    assertThat(album.request(both).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A9 a missing, invalid or insufficient AAT is an OAuth error")
  void aBadTokenIsAnOAuthError() {
    Reply missing = Http.postJson(uma.rptEndpoint(), Map.of("ticket", "x"));
    Reply invalid = album.request("nonsense");
    Reply insufficient = album.request(album.pat());
    assertThat(missing.status()).isEqualTo(401);
    assertThat(missing.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
    assertThat(invalid.status()).isEqualTo(401);
    assertThat(invalid.header("WWW-Authenticate").orElse("")).contains("error=\"invalid_token\"");
    assertThat(insufficient.status()).isEqualTo(403);
    assertThat(insufficient.header("WWW-Authenticate").orElse(""))
        .contains("error=\"insufficient_scope\"");
  }

  @Test
  @DisplayName("A10 bearer AATs are taken")
  void aBearerTokenIsTaken() {
    Reply granted = printer.codeGrant(realm.browser("bob"), "scope", AUTHORIZATION);
    assertThat(granted.text("token_type")).isEqualTo("Bearer");
    accepted(granted.text("access_token"));
  }

  @Test
  @DisplayName("A11 AATs of another profile are taken too: DPoP")
  void aTokenThatIsBoundToAKeyIsTaken() {
    assertThat(withProof(new DpopKey()).text("error")).isEqualTo("invalid_ticket");
  }

  /** A10 and A11 show that these two work; Keycloak has no third that needs no TLS client. */
  @Test
  @DisplayName("A12 the configuration data declares every profile of AATs")
  void theProfilesAreDeclared() {
    assertThat(Reply.texts(uma.configuration().path("aat_profiles_supported")))
        .containsExactly("bearer", "dpop");
  }

  @Test
  @DisplayName("A13 the configuration data declares every grant type of AATs, and each gives one")
  void everyDeclaredGrantTypeGivesAnAat(AuthenticationDevice device) {
    try (ClaimsAgency agency = new ClaimsAgency()) {
      OAuthClient client = clientOfEveryGrant(agency);
      Map<String, Supplier<Reply>> grants = new LinkedHashMap<>();
      grants.put(
          "authorization_code",
          () -> client.codeGrant(realm.browser("bob"), "scope", AUTHORIZATION));
      grants.put("client_credentials", () -> client.clientCredentials("scope", AUTHORIZATION));
      grants.put("password", () -> token(client, password()));
      grants.put(
          "refresh_token", () -> client.refresh(token(client, password()).text("refresh_token")));
      grants.put("urn:ietf:params:oauth:grant-type:device_code", () -> deviceGrant(client));
      grants.put("urn:openid:params:grant-type:ciba", () -> backChannel(client, device));
      grants.put(
          "urn:ietf:params:oauth:grant-type:token-exchange",
          () ->
              token(
                  client,
                  Map.of(
                      "grant_type",
                      "urn:ietf:params:oauth:grant-type:token-exchange",
                      "subject_token",
                      token(client, password()).text("access_token"),
                      "subject_token_type",
                      "urn:ietf:params:oauth:token-type:access_token",
                      "scope",
                      AUTHORIZATION)));
      grants.put(
          JWT_BEARER,
          () ->
              token(
                  client,
                  Map.of(
                      "grant_type",
                      JWT_BEARER,
                      "assertion",
                      assertion(agency),
                      "scope",
                      AUTHORIZATION)));
      Set<String> types = new TreeSet<>(grants.keySet());
      types.add("implicit");
      assertThat(Reply.texts(uma.configuration().path("aat_grant_types_supported")))
          .containsExactlyElementsOf(types);
      accepted(implicit(client));
      grants.forEach(
          (type, grant) -> {
            Reply granted = grant.get();
            assertThat(granted.status()).as(type + ": " + granted.body()).isEqualTo(200);
            accepted(granted.text("access_token"));
          });
    }
  }

  @Test
  @DisplayName("A14 an organisation asks for itself by client credentials")
  void anOrganisationIsARequestingParty() {
    String organisation = printer.clientCredentials("scope", AUTHORIZATION).text("access_token");
    String rpt = album.rpt(organisation);
    assertThat(Tokens.claims(rpt).path("sub").asText())
        .isEqualTo(realm.userId("service-account-print-service"));
    assertThat(album.isActive(rpt)).isTrue();
  }

  @Test
  @DisplayName("A15 an AAT binds requesting party, client and authorization server")
  void whoAsksThroughWhomWhereIsInTheAat(KeycloakServer server) {
    JsonNode rpt = Tokens.claims(album.rpt(aat));
    assertThat(rpt.path("sub").asText()).isEqualTo(realm.userId("bob"));
    assertThat(rpt.path("azp").asText()).isEqualTo("print-service");
    assertThat(rpt.path("iss").asText()).isEqualTo(realm.issuer() + "/uma");

    // Another person by the same client is another requesting party.
    assertThat(album.request(album.aat("auditor")).text("error")).isEqualTo("not_authorized");

    // Another authorization server's AAT is none here, whatever the names in it.
    String foreign =
        new TestRealm(server.baseUrl(), "uma-trust")
            .grant("print-service", "bob", AUTHORIZATION)
            .text("access_token");
    assertThat(album.request(foreign).text("error")).isEqualTo("invalid_token");
  }

  @Test
  @DisplayName("A16 one AAT serves at every resource server and for every owner")
  void oneAatTwoResourceServersTwoOwners() {
    realm.addResourceServer("music-album");
    String alicesMusic = realm.grant("music-album", "alice", "uma_protection").text("access_token");
    String auditorsPhotos =
        realm.grant("photo-album", "auditor", "uma_protection").text("access_token");
    String song = uma.registerResourceSet(alicesMusic, "Song", "play").text("_id");
    realm.share(song, "alice", "bob", "play");
    String photo = uma.registerResourceSet(auditorsPhotos, "Photo", "view").text("_id");

    String first = album.rpt(aat);
    String second =
        uma.requestRpt(aat, uma.registerPermission(alicesMusic, song, "play").text("ticket"))
            .text("rpt");
    String third =
        uma.requestRpt(aat, uma.registerPermission(auditorsPhotos, photo, "view").text("ticket"))
            .text("rpt");
    assertThat(Tokens.audience(first)).containsExactly("photo-album");
    assertThat(Tokens.audience(second)).containsExactly("music-album");
    assertThat(Tokens.audience(third)).containsExactly("photo-album");
    assertThat(Reply.texts(scopes(alicesMusic, second))).containsExactly("play");
    assertThat(Reply.texts(scopes(auditorsPhotos, third))).containsExactly("view");
    assertThat(uma.introspect(album.pat(), third).json().path("permissions")).isEmpty();
  }

  @Test
  @DisplayName("A17 its issue is the requesting party's approval of the client at this server")
  void theApprovalIsAskedForOnceAndGivenForAllResourceServers() {
    OAuthClient asking = album.addClient("asking-printer", Map.of("consentRequired", true));
    Browser browser = realm.browser("bob");
    assertThat(printer.authorize(browser, "scope", "openid")).containsKey("code");
    Reply page = browser.open(asking.authorizationUrl("scope", AUTHORIZATION));
    assertThat(page.body())
        .contains("name=\"accept\"")
        .contains("and to tell them about you what they require for it");
    Reply consents = consents("asking-printer");
    assertThat(consents.status()).as("nothing is approved yet").isEqualTo(404);

    String approved = asking.codeGrant(browser, "scope", AUTHORIZATION).text("access_token");
    JsonNode scopes = realm.adminGet("users/" + realm.userId("bob") + "/consents");
    assertThat(scopes.toString()).contains("asking-printer", AUTHORIZATION);
    assertThat(album.request(approved).status()).isEqualTo(200);
    // Not asked again: the next page is the client's.
    assertThat(asking.authorize(browser, "scope", AUTHORIZATION, "prompt", "none"))
        .containsKey("code");

    realm.adminDelete("users/" + realm.userId("bob") + "/consents/asking-printer");
    assertThat(album.request(approved).text("error")).isEqualTo("invalid_token");
    assertThat(asking.authorize(browser, "scope", AUTHORIZATION, "prompt", "none"))
        .doesNotContainKey("code");
  }

  /** By person and resource set, so the client pushes it once, and the next one need not at all. */
  @Test
  @DisplayName("A18 what the requesting party supplied for one ticket is remembered for the next")
  void claimsAreAskedForOnce() {
    String set = album.registered("For who tells the address");
    album
        .console(set)
        .setRequiredClaims("[{\"name\":\"email\",\"issuer\":[\"" + realm.issuer() + "\"]}]");
    Reply tokens =
        printer.codeGrant(realm.browser("bob"), "scope", "openid email " + AUTHORIZATION);
    String bobs = tokens.text("access_token");
    String ticket = album.ticket(set, "view");
    assertThat(uma.requestRpt(bobs, ticket).text("error")).isEqualTo("need_info");
    Reply pushed =
        Http.postJson(
            uma.rptEndpoint(),
            Map.of(
                "ticket",
                ticket,
                "claim_tokens",
                List.of(Map.of("format", ID_TOKEN, "token", tokens.text("id_token")))),
            Http.AUTHORIZATION,
            Http.bearer(bobs));
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(200);

    assertThat(uma.requestRpt(aat, album.ticket(set, "view")).status()).isEqualTo(200);
    album.addClient("another-printer", Map.of());
    String elsewhere = realm.grant("another-printer", "bob", AUTHORIZATION).text("access_token");
    assertThat(uma.requestRpt(elsewhere, album.ticket(set, "view")).status()).isEqualTo(200);
  }

  private void accepted(String token) {
    assertThat(uma.requestRpt(token, "x").text("error")).isEqualTo("invalid_ticket");
  }

  private JsonNode scopes(String pat, String rpt) {
    JsonNode permissions = uma.introspect(pat, rpt).json().path("permissions");
    assertThat(permissions).hasSize(1);
    return permissions.path(0).path("scopes");
  }

  /** What an administrator is answered who takes back a consent of bob's. */
  private Reply consents(String clientId) {
    return Http.delete(
        realm.adminUrl("users/" + realm.userId("bob") + "/consents/" + clientId),
        Http.AUTHORIZATION,
        realm.administrator());
  }

  private Reply withProof(DpopKey key) {
    String url = realm.issuer() + "/protocol/openid-connect/token";
    String bound =
        Http.postForm(
                url,
                Map.of(
                    "grant_type", List.of("client_credentials"), "scope", List.of(AUTHORIZATION)),
                Http.AUTHORIZATION,
                Http.basic("print-service", "print-service-secret"),
                "DPoP",
                key.proof("POST", url))
            .text("access_token");
    return Http.postJson(
        uma.rptEndpoint(),
        Map.of("ticket", "x"),
        Http.AUTHORIZATION,
        "DPoP " + bound,
        "DPoP",
        key.proof("POST", uma.rptEndpoint(), bound));
  }

  private OAuthClient clientOfEveryGrant(ClaimsAgency agency) {
    agency.addTo(realm, "agency");
    ObjectNode provider =
        (ObjectNode) realm.adminGet("identity-provider/instances/agency").deepCopy();
    provider.withObjectProperty("config").put("jwtAuthorizationGrantEnabled", "true");
    realm.adminPut("identity-provider/instances/agency", provider);
    realm.adminPost(
        "users/" + realm.userId("bob") + "/federated-identity/agency",
        Map.of("userId", "bob-there", "userName", "bob-there"));
    return album.addClient(
        "versatile-printer",
        Map.of(
            "implicitFlowEnabled",
            true,
            "directAccessGrantsEnabled",
            true,
            "serviceAccountsEnabled",
            true,
            "attributes",
            Map.of(
                "oauth2.device.authorization.grant.enabled",
                "true",
                "oidc.ciba.grant.enabled",
                "true",
                "standard.token.exchange.enabled",
                "true",
                "oauth2.jwt.authorization.grant.enabled",
                "true",
                "oauth2.jwt.authorization.grant.idp",
                "agency")));
  }

  private static Map<String, String> password() {
    return Map.of(
        "grant_type", "password", "username", "bob", "password", "bob", "scope", AUTHORIZATION);
  }

  private static Reply token(OAuthClient client, Map<String, String> parameters) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    parameters.forEach((name, value) -> form.put(name, List.of(value)));
    return client.token(form);
  }

  private String implicit(OAuthClient client) {
    Map<String, String> parameters =
        realm
            .browser("bob")
            .openUntil(
                client
                    .authorizationUrl("scope", AUTHORIZATION, "nonce", "n")
                    .replace("response_type=code", "response_type=token"),
                OAuthClient.CALLBACK);
    return parameters.getOrDefault("access_token", "");
  }

  private Reply deviceGrant(OAuthClient client) {
    JsonNode started = post(client, "auth/device", Map.of("scope", List.of(AUTHORIZATION))).json();
    realm
        .browser("bob")
        .openUntil(
            started.path("verification_uri_complete").asText(), realm.issuer() + "/device/status");
    return token(
        client,
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            started.path("device_code").asText()));
  }

  private Reply backChannel(OAuthClient client, AuthenticationDevice device) {
    Reply started =
        post(
            client,
            "ext/ciba/auth",
            Map.of("scope", List.of("openid " + AUTHORIZATION), "login_hint", List.of("bob")));
    device.approve(realm.issuer());
    return token(
        client,
        Map.of(
            "grant_type",
            "urn:openid:params:grant-type:ciba",
            "auth_req_id",
            started.text("auth_req_id")));
  }

  private Reply post(OAuthClient client, String endpoint, Map<String, List<String>> form) {
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/" + endpoint,
        form,
        Http.AUTHORIZATION,
        Http.basic(client.clientId(), client.clientId() + "-secret"));
  }

  /** The agency's word that bob is bob (RFC 7523). */
  private String assertion(ClaimsAgency agency) {
    ObjectNode claims = agency.claims("bob-there");
    claims.put("aud", realm.issuer()).put("jti", UUID.randomUUID().toString());
    claims.put("exp", claims.path("iat").asLong() + 60);
    return agency.signed(claims);
  }
}
