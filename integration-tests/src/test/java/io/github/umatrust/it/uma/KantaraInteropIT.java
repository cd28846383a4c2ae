package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.http.TlsIdentity;
import io.github.umatrust.testkit.oauth.ClientRegistration;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ScopeDocumentServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Kantara interop feature tests of UMA 1 that an authorization server has to pass with its
 * protection API, each named by its id. They were written for drafts; where UMA 1.0.1 says
 * otherwise the test expects what 1.0.1 says. Those of the draft's own registration API ({@code
 * FT-as-rsr_…}, and the scope documents) are run in draft-00 mode.
 *
 * <p>Not here: the tests whose role is the resource server ({@code FT-rs-…}, {@code
 * FT-unprotected-resource}, {@code FT-no-rpt}) or the client ({@code FT-c-…}), because this is
 * neither; {@code FT-rs-get-pat} is, because its role is the authorization server in spite of its
 * name. Those of the authorization API are in {@link KantaraAuthorizationIT}.
 */
@ExtendWith(Keycloak.class)
class KantaraInteropIT {

  private static final String PROTECTION = "uma_protection";
  private static final String AUTHORIZATION = "uma_authorization";
  private static final String DRAFT_00 = "uma.resource-set.draft-00";
  private static final String FRONTEND_URL = "frontendUrl";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final List<String> ENDPOINTS =
      List.of(
          "token_endpoint",
          "authorization_endpoint",
          "introspection_endpoint",
          "resource_set_registration_endpoint",
          "permission_registration_endpoint",
          "rpt_endpoint");

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final OAuthClient album;

  KantaraInteropIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.album = realm.client("photo-album");
  }

  @AfterEach
  void settings() {
    attributes(DRAFT_00, "false", FRONTEND_URL, "");
  }

  @Test
  @DisplayName("FT-as-config-data")
  void theConfigurationDataHasEverythingThatIsRequired() {
    JsonNode data = Http.get(realm.issuer() + "/.well-known/uma-configuration").json();
    assertThat(data.path("version").asText()).isEqualTo("1.0");
    assertThat(data.path("issuer").asText()).isEqualTo(realm.issuer());
    for (String tokens : List.of("pat", "aat")) {
      assertThat(Reply.texts(data.path(tokens + "_profiles_supported"))).contains("bearer");
      assertThat(Reply.texts(data.path(tokens + "_grant_types_supported")))
          .contains("authorization_code");
    }
    // Was the keyword "bearer", and is a URI since 1.0.
    assertThat(Reply.texts(data.path("rpt_profiles_supported")))
        .contains("https://docs.kantarainitiative.org/uma/profiles/uma-token-bearer-1.0");
    for (String endpoint : ENDPOINTS) {
      assertThat(data.path(endpoint).asText()).as(endpoint).startsWith(realm.issuer());
    }
  }

  /**
   * TLS ends in front of Keycloak here, which is told by what address the world knows the realm.
   */
  @Test
  @DisplayName("FT-as-config-endpts")
  void theConfigurationDataIsServedOverTlsAtTheIssuersWellKnownAddress(@TempDir Path directory)
      throws IOException, InterruptedException {
    TlsIdentity identity = TlsIdentity.ofLocalhost(directory);
    try (LocalServer front = new LocalServer(identity.context(), (path, token) -> behind(path))) {
      attributes(FRONTEND_URL, front.baseUrl());
      String issuer = front.baseUrl() + "/realms/" + realm.name();
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .sslContext(identity.trusting())
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(issuer + "/.well-known/uma-configuration"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/json");
      JsonNode data = new Reply(200, response.headers(), response.body()).json();
      assertThat(data.path("issuer").asText()).isEqualTo(issuer);
      for (String endpoint : ENDPOINTS) {
        assertThat(data.path(endpoint).asText()).as(endpoint).startsWith(issuer);
      }
    }
  }

  private Answer behind(String path) {
    Reply reply = Http.get(realm.baseUrl() + path);
    return new Answer(
        reply.status(),
        Map.of("Content-Type", reply.header("Content-Type").orElse("")),
        reply.body());
  }

  /** Was {@code dynamic_client_registration_supported}; now the member that says where. */
  @Test
  @DisplayName("FT-as-dyn-client-reg")
  void theConfigurationDataSaysHowResourceServersRegisterAndTheyCan() {
    assertThat(uma.configuration().path("dynamic_client_endpoint").asText()).isEqualTo("openid");
    ClientRegistration registration = new ClientRegistration(realm);
    registration.allowScopes(PROTECTION);
    OAuthClient registered = registration.registered("A registered album", PROTECTION);
    String pat =
        registered.codeGrant(realm.browser("alice"), "scope", PROTECTION).text("access_token");
    assertThat(uma.registerResourceSet(pat, "By a registered album", "view").status())
        .isEqualTo(201);
  }

  /** The scope was the URI of a document, and is {@code uma_protection} since 1.0. */
  @Test
  @DisplayName("FT-rs-get-pat")
  void aPatIsIssuedToWhoeverGoesThroughTheCodeFlowWithTheScopeAndToNobodyElse() {
    Reply granted = album.codeGrant(realm.browser("alice"), "scope", PROTECTION);
    assertThat(granted.status()).isEqualTo(200);
    assertThat(granted.text("scope").split(" ", -1)).contains(PROTECTION);
    assertThat(list(granted.text("access_token")).status()).isEqualTo(200);

    assertThat(album.code("made-up").text("error")).isEqualTo("invalid_grant");
    assertThat(realm.client("photo-album", "a guess").code(code()).text("error"))
        .isEqualTo("unauthorized_client");
    assertThat(realm.client("print-service").code(code()).text("error")).isEqualTo("invalid_grant");
    Map<String, List<String>> elsewhere =
        Map.of(
            "grant_type", List.of("authorization_code"),
            "code", List.of(code()),
            "redirect_uri", List.of("http://127.0.0.1:1/elsewhere"));
    assertThat(album.token(elsewhere).text("error")).isEqualTo("invalid_grant");
    String once = code();
    assertThat(album.code(once).status()).isEqualTo(200);
    assertThat(album.code(once).text("error")).isEqualTo("invalid_grant");

    String without =
        album.codeGrant(realm.browser("alice"), "scope", "openid").text("access_token");
    assertThat(list(without).text("error")).isEqualTo("insufficient_scope");
    assertThat(realm.client("planner").authorize(realm.browser("alice"), "scope", PROTECTION))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  @DisplayName("FT-as-require-pat")
  void everyEndpointOfTheProtectionApiNeedsAPat() {
    String id = uma.registerResourceSet(pat(), "Guarded", "view").text("_id");
    String aat = realm.grant("print-service", "bob", AUTHORIZATION).text("access_token");
    String plain = album.codeGrant(realm.browser("alice"), "scope", "openid").text("access_token");
    List<Function<String, Reply>> requests =
        List.of(
            token -> uma.registerResourceSet(token, "By no PAT", "view"),
            this::list,
            token -> read(token, id),
            token -> send("PUT", token, id, "{\"name\":\"Taken\",\"scopes\":[\"view\"]}"),
            token -> send("DELETE", token, id, null),
            token -> uma.registerPermission(token, id, "view"),
            token -> uma.introspect(token, "x"));
    for (Function<String, Reply> request : requests) {
      for (String token : List.of(aat, plain)) {
        Reply refused = request.apply(token);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error")).isEqualTo("insufficient_scope");
        assertThat(refused.header("WWW-Authenticate").orElse(""))
            .contains("scope=\"" + PROTECTION + "\"");
      }
      assertThat(request.apply("made-up").status()).isEqualTo(401);
      assertThat(request.apply("made-up").text("error")).isEqualTo("invalid_token");
    }
    assertThat(Http.get(uma.resourceSets(id)).status()).isEqualTo(401);
    assertThat(read(pat(), id).text("name")).isEqualTo("Guarded");
  }

  /**
   * The draft's five methods are five again, but the server chooses the id: {@code POST} creates,
   * and {@code PUT} replaces without {@code If-Match}, with 200. {@code policy_uri} is {@code
   * user_access_policy_uri}.
   */
  @Test
  @DisplayName("FT-as-rset-reg")
  void resourceSetsAreCreatedReadReplacedDeletedAndListed() {
    String pat = pat();
    Reply created = uma.registerResourceSet(pat, "Five methods", "view", "print");
    assertThat(created.status()).isEqualTo(201);
    String id = created.text("_id");
    assertThat(created.header("Location")).contains(uma.resourceSets(id));
    assertThat(created.header("ETag")).isEmpty();
    assertLeadsOwnersToAPage(created.text("user_access_policy_uri"));

    assertThat(read(pat, id).status()).isEqualTo(200);
    assertThat(read(pat, id).text("name")).isEqualTo("Five methods");
    assertThat(Reply.texts(read(pat, id).json().path("scopes")))
        .containsExactlyInAnyOrder("view", "print");

    Reply updated = send("PUT", pat, id, "{\"name\":\"Replaced\",\"scopes\":[\"view\"]}");
    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.text("_id")).isEqualTo(id);
    assertThat(updated.text("user_access_policy_uri")).isNotEmpty();
    assertThat(read(pat, id).text("name")).isEqualTo("Replaced");

    assertThat(Reply.texts(list(pat).json())).contains(id);
    assertThat(send("DELETE", pat, id, null).status()).isEqualTo(204);
    assertThat(Reply.texts(list(pat).json())).doesNotContain(id);

    assertThat(send("PATCH", pat, id, "{}").status()).isEqualTo(405);
    // No id of the resource server's choice.
    assertThat(send("PUT", pat, "my-id", "{\"name\":\"a\",\"scopes\":[\"view\"]}").status())
        .isEqualTo(404);
  }

  @Test
  @DisplayName("FT-as-rset-reg-error")
  void mistakesAreToldInTheProtocolsWords() {
    String pat = pat();
    String id = uma.registerResourceSet(pat, "Mistaken", "view").text("_id");

    error(uma.registerPermission(pat, "unknown", "view"), 400, "invalid_resource_set_id");
    error(uma.registerPermission(pat, id, "view", "edit"), 400, "invalid_scope");
    error(read(pat, "unknown"), 404, "not_found");
    error(send("DELETE", pat, "unknown", null), 404, "not_found");
    // The code of UMA Core; the registration API has none for it.
    error(send("PUT", pat, id, "{\"name\":\"No scopes\"}"), 400, "invalid_request");
    for (String method : List.of("POST", "PATCH")) {
      Reply refused = send(method, pat, id, null);
      error(refused, 405, "unsupported_method_type");
      assertThat(refused.header("Allow")).hasValue("GET, PUT, DELETE");
    }
    assertThat(read(pat, id).text("name")).isEqualTo("Mistaken");
  }

  /**
   * 1.0 took the duty to fetch away, so it is one in draft-00 mode alone. A description that has
   * become old is fetched again at the next registration or update, not when a person looks.
   */
  @Test
  @DisplayName("FT-as-rset-reg-scopes")
  void scopeDocumentsAreFetchedAtRegistrationAndAtUpdate(ScopeDocumentServer documents) {
    String idle = documents.publish("/kantara/idle", "{\"name\":\"Nobody asks\"}");
    assertThat(uma.registerResourceSet(pat(), "By 1.0.1", idle).status()).isEqualTo(201);

    attributes(DRAFT_00, "true");
    String view = documents.publish("/kantara/view", "{\"name\":\"See the photo\"}");
    String print = documents.publish("/kantara/print", "{\"name\":\"Print the photo\"}");
    String missing = documents.uri("/kantara/missing");
    String pat = pat();
    assertThat(send("PUT", pat, "documented", description("Documented", view)).status())
        .isEqualTo(201);
    awaitFetched(documents, "/kantara/view");

    String revision = read(pat, "documented").text("_rev");
    assertThat(
            put(pat, "documented", revision, description("Documented", view, print, missing))
                .status())
        .isEqualTo(204);
    awaitFetched(documents, "/kantara/print");
    // A failed fetch is not the resource server's failure.
    awaitFetched(documents, "/kantara/missing");
    assertThat(Reply.texts(read(pat, "documented").json().path("scopes")))
        .containsExactlyInAnyOrder(view, print, missing);

    assertThat(documents.fetches("/kantara/view")).as("still good").isEqualTo(1);
    assertThat(documents.fetches("/kantara/idle")).as("no duty in 1.0.1").isZero();
  }

  @Test
  @DisplayName("FT-as-rset-reg-scope-display")
  void peopleSeeScopesByTheNamesAndIconsOfTheirDocuments(ScopeDocumentServer documents) {
    attributes(DRAFT_00, "true");
    String icon = "https://photos.example.com/i/printer.png";
    String scope =
        documents.publish(
            "/kantara/display", "{\"name\":\"Print it\",\"icon_uri\":\"" + icon + "\"}");
    String id = "displayed";
    assertThat(send("PUT", pat(), id, description("Displayed", scope)).status()).isEqualTo(201);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(scopeInAdminConsole(scope).path("displayName").asText())
                    .isEqualTo("Print it"));
    assertThat(scopeInAdminConsole(scope).path("iconUri").asText()).isEqualTo(icon);
    JsonNode shown = scopeInAccountConsole("Displayed");
    assertThat(shown.path("name").asText()).isEqualTo(scope);
    assertThat(shown.path("displayName").asText()).isEqualTo("Print it");
    assertThat(shown.path("iconUri").asText()).isEqualTo(icon);
  }

  /** 201 as ever, but without a {@code Location} since 1.0. */
  @Test
  @DisplayName("FT-as-permission-ticket")
  void aRegisteredPermissionIsAnsweredWithATicket() {
    String pat = pat();
    String id = uma.registerResourceSet(pat, "Asked for", "view", "print").text("_id");
    Reply registered = uma.registerPermission(pat, id, "view");
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(registered.header("Location")).isEmpty();
    assertThat(registered.text("ticket")).isNotEmpty();
    assertThat(uma.registerPermission(pat, id, "view").text("ticket"))
        .isNotEqualTo(registered.text("ticket"));
  }

  /** Was {@code valid}, or a bare array; is OAuth introspection with {@code permissions} now. */
  @Test
  @DisplayName("FT-as-introspect-rpt")
  void theStatusOfAnRptIsToldWithItsPermissions() {
    String pat = pat();
    String id = uma.registerResourceSet(pat, "Introspected", "view", "print").text("_id");
    realm.share(id, "alice", "bob", "view");
    String aat = realm.grant("print-service", "bob", AUTHORIZATION).text("access_token");
    String rpt =
        uma.requestRpt(aat, uma.registerPermission(pat, id, "view").text("ticket")).text("rpt");

    Reply answer = uma.introspect(pat, rpt);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    JsonNode status = answer.json();
    assertThat(status.path("active").asBoolean()).isTrue();
    assertThat(status.has("scope")).isFalse();
    assertThat(status.path("exp").asLong()).isGreaterThan(status.path("iat").asLong());
    assertThat(status.path("permissions")).hasSize(1);
    JsonNode permission = status.path("permissions").path(0);
    assertThat(permission.path("resource_set_id").asText()).isEqualTo(id);
    assertThat(Reply.texts(permission.path("scopes"))).containsExactly("view");

    assertThat(uma.introspect(pat, "made-up").body()).isEqualTo("{\"active\":false}");
    assertThat(uma.introspect(pat, aat).body()).isEqualTo("{\"active\":false}");
  }

  @Test
  @DisplayName("FT-as-rsr_put_uniqueid")
  void inTheDraftTheResourceServerChoosesTheId() {
    attributes(DRAFT_00, "true");
    Reply created = send("PUT", pat(), "put-id", description("Chosen", "view"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("status")).isEqualTo("created");
    assertThat(created.text("_id")).isEqualTo("put-id");
    assertThat(created.text("_rev")).isNotEmpty();
    assertThat(created.header("ETag")).hasValue("\"" + created.text("_rev") + "\"");
    assertLeadsOwnersToAPage(created.text("policy_uri"));
  }

  @Test
  @DisplayName("FT-as-rsr_get_uniqueid")
  void inTheDraftADescriptionIsReadWithItsRevision() {
    attributes(DRAFT_00, "true");
    String pat = pat();
    Reply created = send("PUT", pat, "get-id", description("Read back", "view"));
    Reply read = read(pat, "get-id");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text("_id")).isEqualTo("get-id");
    assertThat(read.text("name")).isEqualTo("Read back");
    assertThat(Reply.texts(read.json().path("scopes"))).containsExactly("view");
    assertThat(read.text("_rev")).isEqualTo(created.text("_rev"));
    assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
    error(read(pat, "get-another-id"), 404, "not_found");
  }

  /** 204 as the draft's rules have it; its example has 201. */
  @Test
  @DisplayName("FT-as-rsr_put_uniqueid_ifmatch")
  void inTheDraftOnlyTheRevisionThatIsMeantIsReplaced() {
    attributes(DRAFT_00, "true");
    String pat = pat();
    String first = send("PUT", pat, "match-id", description("First", "view")).text("_rev");
    Reply updated = put(pat, "match-id", first, description("Second", "view"));
    assertThat(updated.status()).isEqualTo(204);
    assertThat(updated.body()).isEmpty();
    String second = read(pat, "match-id").text("_rev");
    assertThat(updated.header("ETag")).hasValue("\"" + second + "\"");
    assertThat(second).isNotEqualTo(first);

    error(put(pat, "match-id", first, description("Late", "view")), 412, "precondition_failed");
    assertThat(read(pat, "match-id").text("name")).isEqualTo("Second");
  }

  @Test
  @DisplayName("FT-as-rsr_delete_uniqueid")
  void inTheDraftOnlyTheRevisionThatIsMeantIsDeleted() {
    attributes(DRAFT_00, "true");
    String pat = pat();
    String revision =
        send("PUT", pat, "delete-id", description("To be deleted", "view")).text("_rev");
    error(delete(pat, "delete-id", "another"), 412, "precondition_failed");
    assertThat(read(pat, "delete-id").status()).isEqualTo(200);
    assertThat(delete(pat, "delete-id", revision).status()).isEqualTo(204);
    error(read(pat, "delete-id"), 404, "not_found");
    error(delete(pat, "delete-id", revision), 404, "not_found");
  }

  /** The draft's path ends with a slash. */
  @Test
  @DisplayName("FT-as-rsr_get_resource_set_path")
  void inTheDraftTheListHasTheChosenIds() {
    attributes(DRAFT_00, "true");
    String pat = pat();
    send("PUT", pat, "listed-id", description("Listed", "view"));
    for (String url : List.of(uma.resourceSets(), uma.resourceSets() + "/")) {
      Reply list = Http.get(url, Http.AUTHORIZATION, Http.bearer(pat));
      assertThat(list.status()).as(url).isEqualTo(200);
      assertThat(Reply.texts(list.json())).as(url).contains("listed-id");
    }
  }

  private static void awaitFetched(ScopeDocumentServer documents, String path) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(documents.fetches(path)).as(path).isEqualTo(1));
  }

  private JsonNode scopeInAdminConsole(String scope) {
    return realm
        .adminGet(
            "clients/"
                + realm.clientUuid("photo-album")
                + "/authz/resource-server/scope?name="
                + Http.encode(scope))
        .path(0);
  }

  /** The only scope of alice's resource of this name. */
  private JsonNode scopeInAccountConsole(String resource) {
    JsonNode resources =
        Http.get(
                realm.issuer() + "/account/resources?name=" + Http.encode(resource),
                "Accept",
                "application/json",
                Http.AUTHORIZATION,
                realm.accountAuthorization(realm.browser("alice")))
            .json();
    assertThat(resources).hasSize(1);
    assertThat(resources.path(0).path("scopes")).hasSize(1);
    return resources.path(0).path("scopes").path(0);
  }

  /** Sets attributes of the realm, names and values in turn. */
  private void attributes(String... namesAndValues) {
    ObjectNode attributes = realm.adminGet("").path("attributes").deepCopy();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      attributes.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    realm.changeRealm(Map.of("attributes", attributes));
  }

  /** A code for a PAT of alice's. */
  private String code() {
    return album
        .authorize(realm.browser("alice"), "scope", PROTECTION)
        .getOrDefault("code", "no code");
  }

  /** With a browser, as owners have one. */
  private static void assertLeadsOwnersToAPage(String uri) {
    Reply redirect = Http.get(uri, "Accept", "text/html,application/xhtml+xml;q=0.9");
    assertThat(redirect.status()).isEqualTo(303);
    assertThat(Http.get(redirect.header("Location").orElseThrow()).status()).isEqualTo(200);
  }

  private String pat() {
    return realm.grant("photo-album", "alice", PROTECTION).text("access_token");
  }

  private static void error(Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.text("error")).isEqualTo(error);
  }

  private static String description(String name, String... scopes) {
    return "{\"name\":\"%s\",\"scopes\":[\"%s\"]}".formatted(name, String.join("\",\"", scopes));
  }

  private Reply list(String token) {
    return Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(token));
  }

  private Reply read(String token, String id) {
    return Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(token));
  }

  private Reply put(String token, String id, String revision, String body) {
    return send("PUT", token, id, body, "If-Match", "\"" + revision + "\"");
  }

  private Reply delete(String token, String id, String revision) {
    return send("DELETE", token, id, null, "If-Match", "\"" + revision + "\"");
  }

  private Reply send(
      String method, String token, String id, @Nullable String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of(Http.AUTHORIZATION, Http.bearer(token)));
    if (body != null) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    return Http.send(method, uma.resourceSets(id), body, all.toArray(String[]::new));
  }
}
