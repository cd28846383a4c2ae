package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client scopes and settings of UMA come into a realm by themselves or by one call. */
@ExtendWith(Keycloak.class)
@Tag("thorough")
class ProvisioningIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROTECTION = "uma_protection";
  private static final String AUTHORIZATION = "uma_authorization";
  private static final String TICKET_LIFESPAN = "uma.permission-ticket.lifespan";
  private static final Map<String, String> DEFAULT_ATTRIBUTES =
      Map.of(
          TICKET_LIFESPAN,
          "300",
          "uma.permission.lifespan",
          "0",
          "uma.resource-set.draft-00",
          "false",
          "uma.resource-server.introduction",
          "registered",
          "uma.rpt.partial-grant",
          "false",
          "uma.access-requests",
          "true",
          "uma.claims.lifespan",
          "86400",
          "uma.claims.security-enhanced",
          "false");
  private static final String PROVISIONED =
      """
      {"scopes":{"uma_protection":true,"uma_authorization":true},
       "settings":{"uma.permission-ticket.lifespan":300,"uma.permission.lifespan":0,
                   "uma.resource-set.draft-00":false,
                   "uma.resource-server.introduction":"registered",
                   "uma.rpt.partial-grant":false,"uma.access-requests":true,
                   "uma.claims.lifespan":86400,"uma.claims.security-enhanced":false}}
      """;
  private static final String BARE =
      PROVISIONED
          .replace("\"uma_protection\":true", "\"uma_protection\":false")
          .replace("\"uma_authorization\":true", "\"uma_authorization\":false");

  private static final Executor THREADS = task -> new Thread(task, "call").start();

  private final KeycloakServer server;

  ProvisioningIT(KeycloakServer server) {
    this.server = server;
  }

  @Test
  void newRealmsHaveBothScopes() throws Exception {
    TestRealm realm = newRealm("new", Map.of());

    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(PROVISIONED));
    assertThat(umaAttributes(realm)).isEqualTo(DEFAULT_ATTRIBUTES);
    JsonNode protection = theScope(realm, PROTECTION);
    assertThat(protection.path("protocol").asText()).isEqualTo("openid-connect");
    assertThat(protection.path("description").asText()).contains("PAT");
    assertThat(texts(protection.path("attributes")))
        .isEqualTo(scopeAttributes("${umaProtectionScopeConsentText}"));
    JsonNode authorization = theScope(realm, AUTHORIZATION);
    assertThat(authorization.path("protocol").asText()).isEqualTo("openid-connect");
    assertThat(authorization.path("description").asText()).contains("AAT");
    assertThat(texts(authorization.path("attributes")))
        .isEqualTo(scopeAttributes("${umaAuthorizationScopeConsentText}"));
    assertThat(
            Http.get(realm.issuer() + "/.well-known/openid-configuration")
                .json()
                .path("scopes_supported"))
        .extracting(JsonNode::asText)
        .contains(PROTECTION, AUTHORIZATION);
  }

  @Test
  void noClientGetsThemUnasked() {
    TestRealm realm = newRealm("unasked", Map.of());

    for (String list : List.of("default-default-client-scopes", "default-optional-client-scopes")) {
      assertThat(names(realm.adminGet(list))).doesNotContain(PROTECTION, AUTHORIZATION);
    }
    realm.adminPost("clients", Map.of("clientId", "any"));
    JsonNode client = realm.adminGet("clients?clientId=any").path(0);
    assertThat(client.path("optionalClientScopes")).isNotEmpty();
    assertThat(client.path("optionalClientScopes").toString() + client.path("defaultClientScopes"))
        .doesNotContain("uma_");
  }

  @Test
  void theFirstRealmOfAServerIsOneLikeOthers() throws Exception {
    assertThat(new TestRealm(server.baseUrl(), "master").adminGet("uma"))
        .isEqualTo(JSON.readTree(PROVISIONED));
  }

  @Test
  void anImportedRealmKeepsItsOwn(TestRealm importedOverTheApi) throws Exception {
    TestRealm importedAtTheStart = new TestRealm(server.baseUrl(), "uma-trust");
    JsonNode file = JSON.readTree(Keycloak.realmFile().toFile());

    for (TestRealm realm : List.of(importedOverTheApi, importedAtTheStart)) {
      for (String scope : List.of(PROTECTION, AUTHORIZATION)) {
        JsonNode imported = theScope(realm, scope);
        JsonNode own = named(file.path("clientScopes"), scope).get(0);
        assertThat(imported.path("description")).isEqualTo(own.path("description"));
        assertThat(imported.path("attributes")).isEqualTo(own.path("attributes"));
      }
      assertThat(optionalScopes(realm, "photo-album")).contains(PROTECTION);
      assertThat(optionalScopes(realm, "print-service")).contains(AUTHORIZATION);
      assertThat(umaAttributes(realm)).isEqualTo(DEFAULT_ATTRIBUTES);
    }
  }

  @Test
  void anImportedRealmGetsWhatItLacks() {
    TestRealm realm =
        newRealm(
            "lacking",
            Map.of(
                "attributes",
                Map.of(TICKET_LIFESPAN, "77", "uma.permission.lifespan", "no number"),
                "clientScopes",
                List.of(
                    Map.of(
                        "name",
                        PROTECTION,
                        "description",
                        "Ours",
                        "protocol",
                        "openid-connect",
                        "attributes",
                        Map.of("include.in.token.scope", "true")))));

    assertThat(theScope(realm, PROTECTION).path("description").asText()).isEqualTo("Ours");
    assertThat(texts(theScope(realm, PROTECTION).path("attributes")))
        .isEqualTo(Map.of("include.in.token.scope", "true"));
    assertThat(texts(theScope(realm, AUTHORIZATION).path("attributes")))
        .isEqualTo(scopeAttributes("${umaAuthorizationScopeConsentText}"));
    assertThat(umaAttributes(realm))
        .containsEntry(TICKET_LIFESPAN, "77")
        .containsEntry("uma.permission.lifespan", "no number")
        .containsEntry("uma.resource-server.introduction", "registered");
    assertThat(realm.adminGet("uma").path("settings").path(TICKET_LIFESPAN).asInt()).isEqualTo(77);
    assertThat(realm.adminGet("uma").path("settings").path("uma.permission.lifespan").asInt(-1))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theCallIsIdempotent(boolean userManagedAccess) throws Exception {
    TestRealm realm =
        newRealm(
            "again-" + userManagedAccess, Map.of("userManagedAccessAllowed", userManagedAccess));
    realm.adminDelete("uma");
    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(BARE));

    Reply first = put(realm, null);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json()).isEqualTo(JSON.readTree(PROVISIONED));
    JsonNode scopes = realm.adminGet("client-scopes");
    Map<String, String> attributes = realmAttributes(realm);
    realm.adminDelete("admin-events");

    for (String body :
        new String[] {null, "{}", "{\"settings\":{\"uma.resource-set.draft-00\":false}}"}) {
      Reply next = put(realm, body);
      assertThat(next.status()).isEqualTo(200);
      assertThat(next.json()).isEqualTo(first.json());
    }
    assertThat(realm.adminGet("client-scopes")).containsExactlyInAnyOrderElementsOf(scopes);
    assertThat(realmAttributes(realm))
        .isEqualTo(attributes)
        .containsAllEntriesOf(DEFAULT_ATTRIBUTES);
    assertThat(realm.adminGet("admin-events")).isEmpty();
    assertThat(realm.adminGet("").path("userManagedAccessAllowed").asBoolean())
        .isEqualTo(userManagedAccess);
  }

  @Test
  void setsWhatIsAskedAndLeavesTheRest() {
    TestRealm realm = newRealm("set", Map.of("attributes", Map.of("theirs", "kept")));
    realm.adminDelete("uma");
    assertThat(put(realm, "{\"settings\":{\"" + TICKET_LIFESPAN + "\":120}}").status())
        .isEqualTo(200);
    assertThat(umaAttributes(realm))
        .containsEntry(TICKET_LIFESPAN, "120")
        .hasSameSizeAs(DEFAULT_ATTRIBUTES);

    Reply reply =
        put(
            realm,
            """
            {"settings":{"uma.permission.lifespan":60,"uma.resource-set.draft-00":true,
                         "uma.resource-server.introduction":"none"}}
            """);

    JsonNode settings = reply.json().path("settings");
    assertThat(settings.path(TICKET_LIFESPAN).asInt()).isEqualTo(120);
    assertThat(settings.path("uma.permission.lifespan").asInt()).isEqualTo(60);
    assertThat(settings.path("uma.resource-set.draft-00").asBoolean()).isTrue();
    assertThat(settings.path("uma.resource-server.introduction").asText()).isEqualTo("none");
    assertThat(realm.adminGet("uma")).isEqualTo(reply.json());
    assertThat(realmAttributes(realm)).containsEntry("theirs", "kept");
  }

  @Test
  void removesWhatItAdded() throws Exception {
    TestRealm realm =
        newRealm(
            "removed",
            Map.of("userManagedAccessAllowed", true, "attributes", Map.of("theirs", "kept")));
    realm.addResourceServer("album");
    assertThat(optionalScopes(realm, "album")).containsExactly(PROTECTION);
    String pat = realm.client("album").clientCredentials("scope", PROTECTION).text("access_token");
    String id =
        UmaEndpoints.discover(realm.issuer()).registerResourceSet(pat, "Photo", "view").text("_id");
    int others = realm.adminGet("client-scopes").size() - 2;

    Reply removed = realm.adminDelete("uma");

    assertThat(removed.status()).isEqualTo(204);
    assertThat(removed.body()).isEmpty();
    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(BARE));
    assertThat(realm.adminGet("client-scopes")).hasSize(others);
    assertThat(optionalScopes(realm, "album")).isEmpty();
    assertThat(umaAttributes(realm)).isEmpty();
    assertThat(realmAttributes(realm)).containsEntry("theirs", "kept");
    assertThat(realm.client("album").clientCredentials("scope", PROTECTION).text("error"))
        .isEqualTo("invalid_scope");
    assertThat(
            realm
                .adminGet(
                    "clients/"
                        + realm.clientUuid("album")
                        + "/authz/resource-server/resource/"
                        + id)
                .path("displayName")
                .asText())
        .isEqualTo("Photo");
    assertThat(realm.adminDelete("uma").status()).isEqualTo(204);

    // And back again: what was registered is as it was.
    put(realm, null);
    realm.grantOptionalScope("album", PROTECTION);
    assertThat(realm.client("album").clientCredentials("scope", PROTECTION).status())
        .isEqualTo(200);
  }

  @Test
  void changesAreAdminEvents() throws Exception {
    TestRealm realm = newRealm("events", Map.of());
    String protection = theScope(realm, PROTECTION).path("id").asText();
    String authorization = theScope(realm, AUTHORIZATION).path("id").asText();

    realm.adminDelete("uma");
    realm.adminDelete("uma");

    List<JsonNode> removal = events(realm);
    assertThat(removal)
        .extracting(ProvisioningIT::what)
        .containsExactlyInAnyOrder(
            "DELETE CLIENT_SCOPE client-scopes/" + protection,
            "DELETE CLIENT_SCOPE client-scopes/" + authorization,
            "UPDATE REALM ");
    for (JsonNode event : removal) {
      String representation = event.path("representation").asText("");
      if (event.path("resourceType").asText().equals("REALM")) {
        assertThat(JSON.readTree(representation).path("attributes")).isEmpty();
        assertThat(JSON.readTree(representation)).hasSize(1);
      } else {
        assertThat(representation).isEmpty();
      }
    }

    realm.adminDelete("admin-events");
    put(realm, "{\"settings\":{\"" + TICKET_LIFESPAN + "\":120}}");

    List<JsonNode> addition = events(realm);
    protection = theScope(realm, PROTECTION).path("id").asText();
    authorization = theScope(realm, AUTHORIZATION).path("id").asText();
    assertThat(addition)
        .extracting(ProvisioningIT::what)
        .containsExactlyInAnyOrder(
            "CREATE CLIENT_SCOPE client-scopes/" + protection,
            "CREATE CLIENT_SCOPE client-scopes/" + authorization,
            "UPDATE REALM ");
    for (JsonNode event : addition) {
      JsonNode representation = JSON.readTree(event.path("representation").asText());
      String path = event.path("resourcePath").asText("");
      if (path.isEmpty()) {
        Map<String, String> set = new HashMap<>(DEFAULT_ATTRIBUTES);
        set.put(TICKET_LIFESPAN, "120");
        assertThat(representation).hasSize(1);
        assertThat(texts(representation.path("attributes"))).isEqualTo(set);
      } else {
        assertThat(representation.path("name").asText())
            .isEqualTo(path.endsWith(protection) ? PROTECTION : AUTHORIZATION);
        assertThat(representation.path("protocol").asText()).isEqualTo("openid-connect");
      }
      assertThat(event.path("authDetails").path("userId").asText()).isNotEmpty();
    }

    realm.adminDelete("admin-events");
    put(realm, "{\"settings\":{\"" + TICKET_LIFESPAN + "\":121}}");
    assertThat(events(realm)).hasSize(1);
    assertThat(JSON.readTree(events(realm).get(0).path("representation").asText()))
        .isEqualTo(JSON.readTree("{\"attributes\":{\"" + TICKET_LIFESPAN + "\":\"121\"}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"settings\":{\"uma.permission-ticket.lifespan\":0}}                                | uma.permission-ticket.lifespan",
        "{\"settings\":{\"uma.permission-ticket.lifespan\":86401}}                            | uma.permission-ticket.lifespan",
        "{\"settings\":{\"uma.permission-ticket.lifespan\":\"120\"}}                          | uma.permission-ticket.lifespan",
        "{\"settings\":{\"uma.permission-ticket.lifespan\":120,\"uma.permission.lifespan\":-1}} | uma.permission.lifespan",
        "{\"settings\":{\"uma.resource-set.draft-00\":\"yes\"}}                               | uma.resource-set.draft-00",
        "{\"settings\":{\"uma.resource-server.introduction\":\"all\"}}                        | uma.resource-server.introduction",
        "{\"settings\":{\"uma.permission-ticket.lifespan\":120,\"userManagedAccessAllowed\":true}} | userManagedAccessAllowed",
        "{\"settings\":{\"uma.permission-ticket.lifespan\":120,\"scopes\":{}}}                | scopes",
        "{\"settings\":{\"uma.permission-ticket.lifespan\":120,\"uma.permission-ticket.lifespan\":120}} | ''",
        "{\"settings\":[]} | settings",
        "{\"uma.permission-ticket.lifespan\":120} | uma.permission-ticket.lifespan",
        "[]                                                                    | ''",
        "null                                                                  | ''",
        "{\"uma.permission-ticket.lifespan\":                                  | ''",
        "{} {}                                                                 | ''",
      })
  void badSettingsChangeNothing(String body, String field) throws Exception {
    TestRealm realm = bare();

    Reply reply = put(realm, body);

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.text("errorMessage")).isNotBlank().startsWith(field);
    assertThat(reply.text("field")).isEqualTo(field);
    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(BARE));
    assertThat(umaAttributes(realm)).isEmpty();
  }

  /** As {@code kcadm.sh update} does, which reads first and sends everything back. */
  @Test
  void whatWasReadIsSentBackWithAChange() throws Exception {
    TestRealm realm = bare();
    ObjectNode state = (ObjectNode) realm.adminGet("uma");
    ((ObjectNode) state.get("settings")).put(TICKET_LIFESPAN, 120);
    assertThat(put(realm, state.toString()).status()).isEqualTo(200);
    assertThat(realm.adminGet("uma").path("settings")).isEqualTo(state.path("settings"));
    assertThat(realm.adminGet("uma").path("scopes").path("uma_protection").asBoolean()).isTrue();
  }

  @Test
  void bodiesThatAreNoJsonAreRefused() throws Exception {
    TestRealm realm = bare();
    String huge = "{\"" + "x".repeat(70_000) + "\":1}";
    assertThat(put(realm, huge).status()).isEqualTo(400);
    assertThat(put(realm, "[".repeat(30_000)).status()).isEqualTo(400);
    assertThat(
            Http.send(
                    "PUT",
                    realm.adminUrl("uma"),
                    "uma.permission.lifespan=1",
                    Http.AUTHORIZATION,
                    realm.administrator(),
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .status())
        .isEqualTo(415);
    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(BARE));
  }

  @Test
  void everyRoleIsNeeded() {
    TestRealm realm =
        newRealm(
            "roles",
            Map.of(
                "users",
                List.of(
                    user("nobody"),
                    user("viewer", "view-realm"),
                    user("half", "manage-realm"),
                    user("other-half", "manage-clients", "view-realm"),
                    user("manager", "manage-realm", "manage-clients", "view-realm"))));

    assertStatuses(realm, new String[0], 401, 401, 401);
    assertStatuses(realm, new String[] {Http.AUTHORIZATION, "Bearer nonsense"}, 401, 401, 401);
    assertStatuses(realm, as(realm, "nobody"), 403, 403, 403);
    assertStatuses(realm, as(realm, "viewer"), 200, 403, 403);
    assertStatuses(realm, as(realm, "half"), 200, 403, 403);
    assertStatuses(realm, as(realm, "other-half"), 200, 403, 403);
    assertThat(realm.adminGet("uma").path("scopes").path(PROTECTION).asBoolean()).isTrue();
    assertStatuses(realm, as(realm, "manager"), 200, 200, 204);
  }

  @Test
  void anAdministratorOfAnotherRealmIsRefused() throws Exception {
    TestRealm realm = newRealm("visited", Map.of());
    TestRealm other =
        newRealm("visitors", Map.of("users", List.of(user("administrator", "realm-admin"))));

    assertStatuses(realm, as(other, "administrator"), 403, 403, 403);
    assertStatuses(
        new TestRealm(server.baseUrl(), "master"), as(other, "administrator"), 403, 403, 403);
    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(PROVISIONED));
    assertStatuses(other, as(other, "administrator"), 200, 200, 204);
  }

  @Test
  void aScopeOfAnotherProtocolIsNotOurs() {
    TestRealm realm =
        newRealm(
            "saml",
            Map.of("clientScopes", List.of(Map.of("name", AUTHORIZATION, "protocol", "saml"))));
    assertThat(realm.adminGet("uma").path("scopes").path(AUTHORIZATION).asBoolean()).isFalse();
    String theirs = theScope(realm, AUTHORIZATION).path("id").asText();
    realm.adminDelete("uma");

    Reply reply = put(realm, null);

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("errorMessage")).contains(AUTHORIZATION);
    assertThat(named(realm.adminGet("client-scopes"), PROTECTION)).isEmpty();
    assertThat(umaAttributes(realm)).isEmpty();
    assertThat(theScope(realm, AUTHORIZATION).path("id").asText()).isEqualTo(theirs);
  }

  @Test
  void theLastClientScopesStay() throws Exception {
    TestRealm realm = newRealm("last", Map.of("clientScopes", List.of()));
    for (JsonNode scope : realm.adminGet("client-scopes")) {
      if (!scope.path("name").asText().startsWith("uma_")) {
        realm.adminDelete("client-scopes/" + scope.path("id").asText());
      }
    }

    Reply reply = Http.delete(realm.adminUrl("uma"), as(realm, null));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.text("errorMessage")).isNotBlank();
    assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(PROVISIONED));
    assertThat(umaAttributes(realm)).hasSameSizeAs(DEFAULT_ATTRIBUTES);
  }

  @Test
  void callsAtTheSameTimeLeaveAllOrNothing() throws Exception {
    TestRealm realm = newRealm("race", Map.of());
    for (int round = 0; round < 3; round++) {
      assertThat(atTheSameTime("DELETE", realm)).contains(204).isSubsetOf(204, 409);
      assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(BARE));
      assertThat(umaAttributes(realm)).isEmpty();

      assertThat(atTheSameTime("PUT", realm)).contains(200).isSubsetOf(200, 409);
      assertThat(realm.adminGet("uma")).isEqualTo(JSON.readTree(PROVISIONED));
      assertThat(umaAttributes(realm)).isEqualTo(DEFAULT_ATTRIBUTES);
      theScope(realm, PROTECTION);
      theScope(realm, AUTHORIZATION);

      // Only the settings are missing.
      Map<String, String> others = realmAttributes(realm);
      others.keySet().removeIf(name -> name.startsWith("uma."));
      realm.changeRealm(Map.of("attributes", others));
      assertThat(umaAttributes(realm)).isEmpty();
      assertThat(atTheSameTime("PUT", realm)).contains(200).isSubsetOf(200, 409);
      assertThat(umaAttributes(realm)).isEqualTo(DEFAULT_ATTRIBUTES);
    }
  }

  @Test
  void consolesOfOtherOriginsAreAnswered() {
    Reply preflight =
        Http.send(
            "OPTIONS",
            newRealm("cors", Map.of()).adminUrl("uma"),
            null,
            "Origin",
            "https://console.example.com",
            "Access-Control-Request-Method",
            "PUT");
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("PUT");
  }

  private TestRealm newRealm(String suffix, Map<String, ?> settings) {
    TestRealm realm = new TestRealm(server.baseUrl(), "it-provisioning-" + suffix);
    Map<String, Object> all = new HashMap<>(settings);
    all.put("realm", realm.name());
    all.put("enabled", true);
    all.put("adminEventsEnabled", true);
    all.put("adminEventsDetailsEnabled", true);
    Reply created = Http.postJson(server.baseUrl() + "/admin/realms", all, as(realm, null));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return realm;
  }

  /** A realm that has none of it. */
  private TestRealm bare() {
    TestRealm realm = new TestRealm(server.baseUrl(), "it-provisioning-bare");
    if (Http.get(realm.issuer()).status() == 404) {
      newRealm("bare", Map.of());
    }
    realm.adminDelete("uma");
    return realm;
  }

  private static Map<String, Object> user(String name, String... roles) {
    return Map.of(
        "username",
        name,
        "enabled",
        true,
        "email",
        name + "@example.com",
        "firstName",
        name,
        "lastName",
        name,
        "credentials",
        List.of(Map.of("type", "password", "value", name)),
        "clientRoles",
        Map.of("realm-management", List.of(roles)));
  }

  /** The header of a realm's user; of the server's administrator without one. */
  private static String[] as(TestRealm realm, @Nullable String user) {
    return new String[] {
      Http.AUTHORIZATION, user == null ? realm.administrator() : realm.userAuthorization(user)
    };
  }

  private static void assertStatuses(
      TestRealm realm, String[] headers, int get, int put, int delete) {
    String url = realm.adminUrl("uma");
    assertThat(Http.get(url, headers).status()).isEqualTo(get);
    assertThat(Http.putJson(url, Map.of(), headers).status()).isEqualTo(put);
    assertThat(Http.delete(url, headers).status()).isEqualTo(delete);
  }

  private static Reply put(TestRealm realm, @Nullable String body) {
    String url = realm.adminUrl("uma");
    return body == null
        ? Http.send("PUT", url, null, Http.AUTHORIZATION, realm.administrator())
        : Http.send(
            "PUT",
            url,
            body,
            Http.AUTHORIZATION,
            realm.administrator(),
            "Content-Type",
            "application/json");
  }

  /** The statuses of several calls without a body, made at the same time. */
  private static List<Integer> atTheSameTime(String method, TestRealm realm) {
    String url = realm.adminUrl("uma");
    String[] headers = as(realm, null);
    List<CompletableFuture<Integer>> calls =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> Http.send(method, url, null, headers).status(), THREADS))
            .toList();
    return calls.stream().map(CompletableFuture::join).toList();
  }

  private static JsonNode theScope(TestRealm realm, String name) {
    List<JsonNode> found = named(realm.adminGet("client-scopes"), name);
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private static List<JsonNode> named(JsonNode scopes, String name) {
    List<JsonNode> found = new ArrayList<>();
    scopes.forEach(
        scope -> {
          if (scope.path("name").asText().equals(name)) {
            found.add(scope);
          }
        });
    return found;
  }

  private static List<String> names(JsonNode scopes) {
    List<String> names = new ArrayList<>();
    scopes.forEach(scope -> names.add(scope.path("name").asText()));
    return names;
  }

  private static List<String> optionalScopes(TestRealm realm, String clientId) {
    return names(
        realm.adminGet("clients/" + realm.clientUuid(clientId) + "/optional-client-scopes"));
  }

  private static Map<String, String> realmAttributes(TestRealm realm) {
    return texts(realm.adminGet("").path("attributes"));
  }

  private static Map<String, String> umaAttributes(TestRealm realm) {
    Map<String, String> attributes = realmAttributes(realm);
    attributes.keySet().removeIf(name -> !name.startsWith("uma."));
    return attributes;
  }

  private static Map<String, String> scopeAttributes(String consentText) {
    return Map.of(
        "include.in.token.scope", "true",
        "display.on.consent.screen", "true",
        "consent.screen.text", consentText,
        "include.in.openid.provider.metadata", "true");
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new HashMap<>();
    ((ObjectNode) object).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  private static List<JsonNode> events(TestRealm realm) {
    List<JsonNode> events = new ArrayList<>();
    realm.adminGet("admin-events").forEach(events::add);
    return events;
  }

  private static String what(JsonNode event) {
    return event.path("operationType").asText()
        + " "
        + event.path("resourceType").asText()
        + " "
        + event.path("resourcePath").asText("");
  }
}
