package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.ClientRegistration;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Claim tokens that clients push (§3.6.2): what makes the server believe one, and every way in
 * which one might be believed wrongly.
 */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class PushedClaimsIT {

  private static final String ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#IDToken";
  private static final String HYBRID_ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestRealm realm;
  private final TestRealm partner;
  private final UmaEndpoints uma;
  private final ClaimsAgency agency = new ClaimsAgency();
  private final Browser bobsBrowser;
  private String pat = "";
  private String aat = "";
  private String bobsIdToken = "";
  private String ticket = "";

  /** A token that must not be believed. */
  private record Attempt(String name, String token, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  PushedClaimsIT(TestRealm realm, KeycloakServer server) {
    this.realm = realm;
    this.partner = TestRealm.importCopy(server, Keycloak.realmFile(), realm.name() + "-partner");
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.bobsBrowser = realm.browser("bob");
  }

  @BeforeAll
  void issuers() {
    realm.changeRealm(
        Map.of("enabledEventTypes", List.of("PERMISSION_TOKEN_ERROR", "UPDATE_CONSENT")));
    agency.addTo(realm, "agency");
    partner.adminPost(
        "clients",
        Map.of(
            "clientId",
            ClaimsAgency.CLIENT_ID,
            "secret",
            ClaimsAgency.CLIENT_ID + "-secret",
            "redirectUris",
            List.of("http://127.0.0.1/callback")));
    ClaimsAgency.addTo(
        realm, "partner", partner.issuer(), partner.issuer() + "/protocol/openid-connect/certs");
    link("bob", "agency", "bob-there");
    link("bob", "partner", partner.userId("bob"));
    link("alice", "agency", "alice-there");

    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    Reply tokens =
        realm.client("print-service").codeGrant(bobsBrowser, "scope", "openid uma_authorization");
    aat = tokens.text("access_token");
    bobsIdToken = tokens.text("id_token");
    ticket = ticket(guarded("Guarded"));
  }

  @AfterAll
  void close() {
    agency.close();
  }

  @Test
  void theFormatsArePublishedAndTold() {
    assertThat(uma.configuration().path("claim_token_profiles_supported"))
        .isEqualTo(JSON.valueToTree(List.of(ID_TOKEN, HYBRID_ID_TOKEN)));
    Reply asked = uma.requestRpt(aat, ticket);
    assertThat(asked.text("error")).isEqualTo("need_info");
    assertThat(
            asked
                .json()
                .path("error_details")
                .path("requesting_party_claims")
                .path("required_claims")
                .path(0)
                .path("claim_token_format"))
        .isEqualTo(JSON.valueToTree(List.of(ID_TOKEN, HYBRID_ID_TOKEN)));
  }

  @Test
  void anIdTokenOfTheRealmIsBelieved() {
    assertGranted(guarded("For the realm's word"), ID_TOKEN, bobsIdToken);
  }

  @Test
  void anIdTokenOfAnIdentityProviderIsBelieved() {
    String idToken =
        partner
            .client(ClaimsAgency.CLIENT_ID)
            .codeGrant(partner.browser("bob"), "scope", "openid email")
            .text("id_token");
    assertGranted(guarded("For the partner's word"), HYBRID_ID_TOKEN, idToken);
  }

  @Test
  void oneGoodTokenAmongOthersSuffices() {
    String good = agency.signed(agency.claims("bob-there"));
    assertGranted(guarded("For the agency's word"), ID_TOKEN, "garbage", good, aat);
  }

  @Test
  void aTokenInBase64urlIsRead() {
    String good = agency.signed(agency.claims("bob-there"));
    assertGranted(guarded("Encoded twice"), ID_TOKEN, ClaimsAgency.base64url(good));
  }

  @Test
  void aPairwiseSubjectIsTheRequestingPartyStill() {
    addClient(
        "pairwise-client",
        List.of(
            mapper("oidc-sha256-pairwise-sub-mapper", Map.of("pairwiseSubAlgorithmSalt", "salt"))));
    Reply tokens = realm.grant("pairwise-client", "bob", "openid uma_authorization");
    assertThat(Tokens.claims(tokens.text("id_token")).path("sub").asText())
        .isNotEqualTo(realm.userId("bob"));
    String set = guarded("For a pairwise subject");
    Reply granted =
        push(tokens.text("access_token"), ticket(set), ID_TOKEN, tokens.text("id_token"));
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
  }

  /** One ticket, and one wrong token after the other. */
  Stream<Attempt> forgeries() {
    long now = Instant.now().getEpochSecond();
    List<Attempt> attempts = new ArrayList<>();
    change(attempts, "for another client", "audience", c -> c.put("aud", "another"));
    change(attempts, "for us, but issued to another", "audience", c -> c.put("azp", "another"));
    change(
        attempts,
        "for several, issued to nobody in particular",
        "audience",
        c -> c.putArray("aud").add(ClaimsAgency.CLIENT_ID).add("another"));
    change(attempts, "for nobody", "audience", c -> c.remove("aud"));
    change(attempts, "of an unknown issuer", "issuer", c -> c.put("iss", "https://x.test"));
    change(attempts, "of nobody", "issuer", c -> c.remove("iss"));
    change(
        attempts, "with the realm as issuer", "not_an_id_token", c -> c.put("iss", realm.issuer()));
    change(
        attempts,
        "with the realm as issuer, in its style",
        "signature",
        c ->
            c.put("iss", realm.issuer())
                .put("typ", "ID")
                .put("aud", "print-service")
                .put("azp", "print-service")
                .put("sub", realm.userId("bob")));
    change(attempts, "expired", "not_current", c -> c.put("exp", now - 1));
    change(attempts, "without an expiry", "not_current", c -> c.remove("exp"));
    change(attempts, "too old", "not_current", c -> c.put("iat", now - 310));
    change(attempts, "from the future", "not_current", c -> c.put("iat", now + 600));
    change(attempts, "valid later", "not_current", c -> c.put("nbf", now + 600));
    change(attempts, "about another person", "subject", c -> c.put("sub", "alice-there"));
    change(attempts, "about nobody", "subject", c -> c.remove("sub"));
    change(attempts, "an access token", "not_an_id_token", c -> c.put("typ", "Bearer"));
    change(attempts, "a logout token", "not_an_id_token", c -> c.putObject("events"));

    ObjectNode good = agency.claims("bob-there");
    attempts.add(
        new Attempt(
            "an access token by its header", agency.signed("at+jwt", good), "not_an_id_token"));
    attempts.add(new Attempt("signed by another", agency.signedByAnother(good), "signature"));
    attempts.add(
        new Attempt("HMAC by the public key", agency.signedWithThePublicKey(good), "signature"));
    attempts.add(
        new Attempt(
            "an unknown key",
            agency.withHeader("{\"alg\":\"RS256\",\"kid\":\"other\"}", good),
            "signature"));
    attempts.add(
        new Attempt(
            "another algorithm",
            agency.withHeader("{\"alg\":\"ES256\",\"kid\":\"agency\"}", good),
            "signature"));
    attempts.add(
        new Attempt("alg none", agency.withHeader("{\"alg\":\"none\"}", good), "malformed"));
    attempts.add(
        new Attempt(
            "alg none and no signature",
            ClaimsAgency.base64url("{\"alg\":\"none\"}")
                + "."
                + ClaimsAgency.base64url(good.toString())
                + ".",
            "malformed"));
    attempts.add(new Attempt("no alg", agency.withHeader("{\"typ\":\"JWT\"}", good), "malformed"));
    attempts.add(
        new Attempt("an unknown alg", agency.withHeader("{\"alg\":\"X\"}", good), "malformed"));
    attempts.add(new Attempt("encrypted", agency.encrypted(good), "malformed"));
    attempts.add(new Attempt("garbage", "!\"§$%", "malformed"));
    attempts.add(
        new Attempt("garbage in base64url", ClaimsAgency.base64url("garbage"), "malformed"));
    attempts.add(new Attempt("the AAT", aat, "not_an_id_token"));
    attempts.add(new Attempt("the realm's, changed", changed(bobsIdToken), "signature"));
    attempts.add(
        new Attempt(
            "the realm's, about another person",
            realm.grant("print-service", "alice", "openid").text("id_token"),
            "subject"));
    attempts.add(
        new Attempt(
            "the realm's, to another client",
            realm.grant("planner", "bob", "openid").text("id_token"),
            "audience"));
    attempts.add(new Attempt("an RPT", rpt(), "issuer"));
    return attempts.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void aForgeryIsNotBelieved(Attempt attempt) {
    assertNotBelieved(aat, ID_TOKEN, attempt.token(), attempt.reason());
  }

  @Test
  void anUnknownFormatIsNotBelieved() {
    assertNotBelieved(aat, "urn:test:format", bobsIdToken, "unknown_format");
    assertNotBelieved(aat, ID_TOKEN.toLowerCase(Locale.ROOT), bobsIdToken, "unknown_format");
  }

  @Test
  void whoseAccountIsNotLinkedIsNotBelieved() {
    String good = agency.signed(agency.claims("bob-there"));
    realm.adminDelete("users/" + realm.userId("bob") + "/federated-identity/agency");
    try {
      assertNotBelieved(aat, ID_TOKEN, good, "issuer");
    } finally {
      link("bob", "agency", "bob-there");
    }
  }

  @Test
  void anIdentityProviderMustBeEnabledAndItsSignaturesVerified() {
    String good = agency.signed(agency.claims("bob-there"));
    try {
      changeAgency(provider -> provider.put("enabled", false));
      assertNotBelieved(aat, ID_TOKEN, good, "issuer");
      changeAgency(
          provider -> {
            provider.put("enabled", true);
            provider.withObjectProperty("config").put("validateSignature", "false");
          });
      assertNotBelieved(aat, ID_TOKEN, good, "issuer");
    } finally {
      changeAgency(
          provider -> {
            provider.put("enabled", true);
            provider.withObjectProperty("config").put("validateSignature", "true");
          });
    }
  }

  @Test
  void anAddressThatNobodyVerifiedSaysNothing() {
    ObjectNode claims = agency.claims("bob-there");
    claims.put("email_verified", false);
    assertNotBelieved(aat, ID_TOKEN, agency.signed(claims), "");
  }

  @Test
  void aTokenEndsWithItsSession() {
    Reply tokens =
        realm
            .client("print-service")
            .codeGrant(realm.browser("bob"), "scope", "openid uma_authorization");
    String idToken = tokens.text("id_token");
    realm.adminDelete("sessions/" + Tokens.claims(idToken).path("sid").asText());
    assertNotBelieved(aat, ID_TOKEN, idToken, "session");
  }

  @Test
  void aClientThatRegisteredItselfCannotSayWhatItsTokensSay() {
    ClientRegistration registration = new ClientRegistration(realm);
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("clientId", "self-made");
    client.put("redirectUris", List.of(OAuthClient.CALLBACK));
    client.put("secret", "self-made-secret");
    client.put(
        "protocolMappers",
        List.of(
            mapper(
                "oidc-usermodel-attribute-mapper",
                Map.of(
                    "user.attribute", "firstName",
                    "claim.name", "department",
                    "jsonType.label", "String",
                    "id.token.claim", "true"))));
    Reply created =
        Http.postJson(
            realm.issuer() + "/clients-registrations/default",
            client,
            Http.AUTHORIZATION,
            Http.bearer(registration.initialAccessToken()));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    realm.grantOptionalScope("self-made", "uma_authorization");
    Reply tokens =
        realm
            .client("self-made", created.text("secret"))
            .codeGrant(realm.browser("bob"), "scope", "openid uma_authorization");
    String idToken = tokens.text("id_token");
    assertThat(Tokens.claims(idToken).path("department").asText()).isEqualTo("Bob");
    String set = guarded("Against self-made clients");
    assertThat(push(tokens.text("access_token"), ticket(set), ID_TOKEN, idToken).text("error"))
        .isEqualTo("need_info");
    assertThat(lastReasons()).isEqualTo("mappers");
  }

  /** A mapper that copies what a client writes into its authorization request. */
  @Test
  void aClientThatWritesClaimsIntoItsRequestsIsNotBelieved() {
    addClient(
        "claims-writer",
        List.of(
            mapper(
                "oidc-claims-param-value-idtoken-mapper",
                Map.of("claim.name", "department", "id.token.claim", "true"))));
    Reply tokens = realm.grant("claims-writer", "bob", "openid uma_authorization");
    String set = guarded("Against writers of claims");
    assertThat(
            push(tokens.text("access_token"), ticket(set), ID_TOKEN, tokens.text("id_token"))
                .text("error"))
        .isEqualTo("need_info");
    assertThat(lastReasons()).isEqualTo("mappers");
  }

  @Test
  void aTokenOfBeforeARevocationIsNotBelieved() throws InterruptedException {
    String client = "revoked-once";
    addClient(client, List.of());
    Browser browser = realm.browser("bob");
    String before = realm.client(client).codeGrant(browser, "scope", "openid").text("id_token");
    Thread.sleep(1100);
    realm.changeClient(client, Map.of("notBefore", Instant.now().getEpochSecond()));
    Reply after = realm.client(client).codeGrant(browser, "scope", "openid uma_authorization");
    String set = guarded("After a revocation");
    String theirs = ticket(set);
    assertThat(push(after.text("access_token"), theirs, ID_TOKEN, before).text("error"))
        .isEqualTo("need_info");
    assertThat(lastReasons()).isEqualTo("session");
    assertThat(push(after.text("access_token"), theirs, ID_TOKEN, after.text("id_token")).status())
        .isEqualTo(200);
  }

  @Test
  void whatIsBelievedIsToldByNameAndForItsResourceSetAlone() {
    String set = guarded("Told");
    assertGranted(set, ID_TOKEN, bobsIdToken);
    JsonNode event = realm.adminGet("events?type=UPDATE_CONSENT&max=1").path(0);
    JsonNode details = event.path("details");
    assertThat(event.path("userId").asText()).isEqualTo(realm.userId("bob"));
    assertThat(event.path("clientId").asText()).isEqualTo("print-service");
    assertThat(details.path("uma_interaction").asText()).isEqualTo("claims_supplied");
    assertThat(details.path("uma_claims").asText()).isEqualTo("[\"email\"]");
    assertThat(details.path("uma_permissions").asText()).contains(set);
    assertThat(details.path("uma_authorizing_party").asText()).isEqualTo(realm.userId("alice"));
    assertThat(details.path("uma_requesting_party").asText()).isEqualTo(realm.userId("bob"));
    assertThat(details.path("uma_resource_server").asText()).isEqualTo("photo-album");
    assertThat(event.toString()).doesNotContain("bob@example.com").doesNotContain(bobsIdToken);

    assertThat(uma.requestRpt(aat, ticket(set)).status()).isEqualTo(200);
    assertThat(uma.requestRpt(aat, ticket(guarded("Not told"))).text("error"))
        .isEqualTo("need_info");
  }

  @Test
  void manyPushesAtOnceAreAllBelieved() throws InterruptedException {
    String set = guarded("At once");
    List<String> tickets = Stream.generate(() -> ticket(set)).limit(24).toList();
    assertThat(
            AtOnce.send(8, 24, i -> push(aat, tickets.get(i), ID_TOKEN, bobsIdToken)).stream()
                .map(Reply::status))
        .containsOnly(200);
  }

  @Test
  void aMalformedRequestIsRefusedAsAWhole() {
    String token = "{\"format\":\"" + ID_TOKEN + "\",\"token\":\"" + bobsIdToken + "\"}";
    assertInvalid("{}", "claim_tokens must be an array");
    assertInvalid("[\"" + bobsIdToken + "\"]", "claim_tokens must have objects only");
    assertInvalid(
        "[" + String.join(",", Collections.nCopies(11, "{\"format\":\"f\",\"token\":\"t\"}")) + "]",
        "claim_tokens has more than 10 elements");
    assertInvalid("[{\"token\":\"t\"}]", "format is missing");
    assertInvalid("[{\"format\":\"f\"}]", "token is missing");
    assertInvalid("[{\"format\":\"f\",\"token\":1}]", "token must be text");
    assertInvalid(
        "[{\"format\":\"f\",\"token\":\"" + "a".repeat(20 * 1024) + "\"}]",
        "token is longer than 16384 characters");
    assertInvalid(
        "[{\"format\":\"f\",\"format\":\"f\",\"token\":\"t\"}]",
        "the body is not well-formed JSON, or has a member twice");
    assertInvalid(
        "[" + token + "],\"claim_tokens\":[]",
        "the body is not well-formed JSON, or has a member twice");
  }

  private void change(
      List<Attempt> attempts, String name, String reason, Consumer<ObjectNode> change) {
    ObjectNode claims = agency.claims("bob-there");
    change.accept(claims);
    attempts.add(new Attempt(name, agency.signed(claims), reason));
  }

  /** The same token with another e-mail address. */
  private static String changed(String idToken) {
    String[] parts = idToken.split("\\.", -1);
    ObjectNode claims = Tokens.claims(idToken).deepCopy();
    claims.put("email", "carol@example.com");
    return parts[0] + "." + ClaimsAgency.base64url(claims.toString()) + "." + parts[2];
  }

  private String rpt() {
    String set = uma.registerResourceSet(pat, "Open", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String rpt = uma.requestRpt(aat, ticket(set)).text("rpt");
    assertThat(rpt).isNotEmpty();
    return rpt;
  }

  private void assertGranted(String set, String format, String... tokens) {
    String guarding = ticket(set);
    assertThat(uma.requestRpt(aat, guarding).text("error")).isEqualTo("need_info");
    Reply granted = push(aat, guarding, format, tokens);
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
  }

  private void assertNotBelieved(String token, String format, String pushed, String reason) {
    Reply refused = push(token, ticket, format, pushed);
    assertThat(refused.status()).as(refused.body()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("need_info");
    assertThat(lastReasons()).isEqualTo(reason);
    assertThat(refused.body())
        .as("the client learns no more than without the token")
        .isEqualTo(uma.requestRpt(token, ticket).body());
  }

  private void assertInvalid(String claimTokens, String description) {
    Reply refused =
        Http.send(
            "POST",
            uma.rptEndpoint(),
            "{\"ticket\":\"" + ticket + "\",\"claim_tokens\":" + claimTokens + "}",
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            Http.bearer(aat));
    assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
    assertThat(refused.text("error_description")).isEqualTo(description);
  }

  private Reply push(String token, String forTicket, String format, String... tokens) {
    return Http.postJson(
        uma.rptEndpoint(),
        Map.of(
            "ticket",
            forTicket,
            "claim_tokens",
            Stream.of(tokens).map(t -> Map.of("format", format, "token", t)).toList()),
        Http.AUTHORIZATION,
        Http.bearer(token));
  }

  /** What the last refusal's event says of the tokens; empty where it says nothing. */
  private String lastReasons() {
    JsonNode event = realm.adminGet("events?type=PERMISSION_TOKEN_ERROR&max=1").path(0);
    assertThat(event.path("error").asText()).isEqualTo("need_info");
    return event.path("details").path("uma_claim_tokens_refused").asText("");
  }

  /** A resource set that bob may see, if the realm, the agency or the partner tells his address. */
  private String guarded(String name) {
    String set = uma.registerResourceSet(pat, name, "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String path = realm.authorizationPath("photo-album") + "/resource/" + set;
    ObjectNode resource = realm.adminGet(path).deepCopy();
    resource
        .withObjectProperty("attributes")
        .putArray("uma_required_claims")
        .add(
            JSON.createArrayNode()
                .add(
                    JSON.createObjectNode()
                        .put("name", "email")
                        .set(
                            "issuer",
                            JSON.valueToTree(
                                List.of(realm.issuer(), agency.issuer(), partner.issuer()))))
                .toString());
    realm.adminPut(path, resource);
    return set;
  }

  private String ticket(String set) {
    return uma.registerPermission(pat, set, "view").text("ticket");
  }

  /** Adds a client that tells e-mail addresses and may ask for AATs. */
  private void addClient(String clientId, List<Map<String, Object>> mappers) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            clientId,
            "secret",
            clientId + "-secret",
            "redirectUris",
            List.of("http://127.0.0.1/callback"),
            "defaultClientScopes",
            List.of("basic", "email"),
            "optionalClientScopes",
            List.of("uma_authorization"),
            "protocolMappers",
            mappers));
  }

  private static Map<String, Object> mapper(String type, Map<String, String> config) {
    return Map.of(
        "name", type, "protocol", "openid-connect", "protocolMapper", type, "config", config);
  }

  private void link(String user, String alias, String idThere) {
    realm.adminPost(
        "users/" + realm.userId(user) + "/federated-identity/" + alias,
        Map.of("userId", idThere, "userName", idThere));
  }

  private void changeAgency(Consumer<ObjectNode> change) {
    ObjectNode provider = realm.adminGet("identity-provider/instances/agency").deepCopy();
    change.accept(provider);
    realm.adminPut("identity-provider/instances/agency", provider);
  }
}
