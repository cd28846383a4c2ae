package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resource set registration, as resource servers see it and as administrators do. */
@ExtendWith(Keycloak.class)
class ResourceSetIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";

  ResourceSetIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void token() {
    pat = pat("photo-album", "alice");
  }

  @Test
  void isCreatedReadReplacedListedAndDeleted() {
    Reply created =
        post(
            """
            {"name":"Holiday","uri":"https://photos.example.com/a/7","type":"https://photos.example.com/t/album",
             "scopes":["view","https://photos.example.com/s/print"],"icon_uri":"https://photos.example.com/i.png"}
            """);
    assertThat(created.status()).isEqualTo(201);
    String id = created.text("_id");
    assertThat(created.header("Location")).contains(uma.resourceSets(id));
    assertThat(created.text("user_access_policy_uri")).startsWith(realm.issuer() + "/account");

    JsonNode read = get(id).json();
    assertThat(read.path("_id").asText()).isEqualTo(id);
    assertThat(read.path("name").asText()).isEqualTo("Holiday");
    assertThat(read.path("uri").asText()).isEqualTo("https://photos.example.com/a/7");
    assertThat(read.path("type").asText()).isEqualTo("https://photos.example.com/t/album");
    assertThat(read.path("icon_uri").asText()).isEqualTo("https://photos.example.com/i.png");
    assertThat(texts(read.path("scopes")))
        .containsExactlyInAnyOrder("view", "https://photos.example.com/s/print");

    assertThat(put(id, "{\"name\":\"Winter\",\"scopes\":[\"view\"]}").status()).isEqualTo(200);
    JsonNode replaced = get(id).json();
    assertThat(replaced.path("name").asText()).isEqualTo("Winter");
    assertThat(texts(replaced.path("scopes"))).containsExactly("view");
    assertThat(replaced.has("uri") || replaced.has("type") || replaced.has("icon_uri")).isFalse();

    assertThat(ids()).contains(id);
    assertThat(delete(id).status()).isEqualTo(204);
    assertThat(get(id).status()).isEqualTo(404);
    assertThat(get(id).text("error")).isEqualTo("not_found");
    assertThat(delete(id).text("error")).isEqualTo("not_found");
    assertThat(ids()).doesNotContain(id);
  }

  @Test
  void isTheResourceThatAdministratorsManage() {
    String id = post("{\"name\":\"Seen by both\",\"scopes\":[\"view\"]}").text("_id");
    String path =
        "clients/" + realm.clientUuid("photo-album") + "/authz/resource-server/resource/" + id;
    JsonNode resource = realm.adminGet(path);
    assertThat(resource.path("name").asText()).isEqualTo("Seen by both");
    assertThat(resource.path("owner").path("name").asText()).isEqualTo("alice");
    assertThat(resource.path("ownerManagedAccess").asBoolean()).isTrue();

    realm.adminPut(
        path,
        Map.of(
            "name",
            "Renamed",
            "displayName",
            "Renamed by an administrator",
            "owner",
            Map.of("id", realm.userId("alice")),
            "ownerManagedAccess",
            true,
            "scopes",
            List.of(Map.of("name", "view"), Map.of("name", "edit"))));
    JsonNode read = get(id).json();
    assertThat(read.path("name").asText()).isEqualTo("Renamed by an administrator");
    assertThat(texts(read.path("scopes"))).containsExactly("edit", "view");
  }

  @Test
  void twoMayHaveTheSameName() {
    String first = post("{\"name\":\"Same\",\"scopes\":[\"view\"]}").text("_id");
    Reply second = post("{\"name\":\"Same\",\"scopes\":[\"view\"]}");
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.text("_id")).isNotEqualTo(first);
    assertThat(get(first).text("name")).isEqualTo("Same");
    assertThat(get(second.text("_id")).text("name")).isEqualTo("Same");
  }

  @Test
  void theLongestNameMayComeTwiceAndIsKeptExactly() {
    String name = "🌄".repeat(127);
    for (int i = 0; i < 2; i++) {
      Reply created = post("{\"name\":\"" + name + "\",\"scopes\":[\"view\"]}");
      assertThat(created.status()).isEqualTo(201);
      assertThat(get(created.text("_id")).text("name")).isEqualTo(name);
    }
  }

  @Test
  void nobodyElseSeesOrTouchesIt() {
    String id = post("{\"name\":\"Private\",\"scopes\":[\"view\"]}").text("_id");
    realm.addResourceServer("video-album");
    for (String other :
        List.of(
            pat("photo-album", "bob"),
            pat("video-album", "alice"),
            realm
                .client("photo-album")
                .clientCredentials("scope", "uma_protection")
                .text("access_token"))) {
      String authorization = Http.bearer(other);
      assertThat(Http.get(uma.resourceSets(id), Http.AUTHORIZATION, authorization).text("error"))
          .isEqualTo("not_found");
      assertThat(Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, authorization).status())
          .isEqualTo(404);
      assertThat(
              Http.putJson(
                      uma.resourceSets(id),
                      Map.of("name", "Taken", "scopes", List.of("view")),
                      Http.AUTHORIZATION,
                      authorization)
                  .status())
          .isEqualTo(404);
      assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, authorization).body())
          .doesNotContain(id);
      assertThat(uma.registerPermission(other, id, "view").text("error"))
          .isEqualTo("invalid_resource_set_id");
    }
    assertThat(get(id).text("name")).isEqualTo("Private");
    assertThat(ids()).contains(id);
  }

  /** Keycloak's cache would remember for everybody that there is no such resource. */
  @Test
  void whoeverLooksInVainLeavesNothingBehind() {
    realm.addResourceServer("audio-album");
    String other =
        realm
            .client("audio-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String id = post("{\"name\":\"Looked for\",\"scopes\":[\"view\"]}").text("_id");

    assertThat(Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(other)).status())
        .isEqualTo(404);

    assertThat(get(id).text("name")).isEqualTo("Looked for");
    assertThat(ids()).contains(id);
    assertThat(uma.registerPermission(pat, id, "view").status()).isEqualTo(201);
    realm.share(id, "alice", "bob", "view");
  }

  @Test
  void ofManyWithOneNameAtOnceEachIsKeptOrToldToTryAgain() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        replies.add(
            pool.submit(() -> post("{\"name\":\"At once\",\"scopes\":[\"view\",\"new\"]}")));
      }
      int kept = 0;
      for (Future<Reply> future : replies) {
        Reply reply = future.get();
        if (reply.status() == 201) {
          kept++;
          assertThat(get(reply.text("_id")).text("name")).isEqualTo("At once");
        } else {
          assertThat(reply.status()).as(reply.body()).isEqualTo(503);
          assertThat(reply.text("error")).isEqualTo("temporarily_unavailable");
          assertThat(reply.header("Retry-After")).isPresent();
        }
      }
      assertThat(kept).isPositive();
    } finally {
      pool.shutdownNow();
    }
  }

  static Stream<Arguments> badDescriptions() {
    return Stream.of(
        Arguments.of("no JSON", "{\"name\":"),
        Arguments.of("two values", "{\"name\":\"a\",\"scopes\":[\"view\"]} {}"),
        Arguments.of("an array", "[]"),
        Arguments.of("nothing", ""),
        Arguments.of("no name", "{\"scopes\":[\"view\"]}"),
        Arguments.of("an empty name", "{\"name\":\" \",\"scopes\":[\"view\"]}"),
        Arguments.of("a number as name", "{\"name\":1,\"scopes\":[\"view\"]}"),
        Arguments.of(
            "a name too long", "{\"name\":\"" + "n".repeat(256) + "\",\"scopes\":[\"view\"]}"),
        Arguments.of("a control character", "{\"name\":\"a\\u0000b\",\"scopes\":[\"view\"]}"),
        Arguments.of("half a character", "{\"name\":\"a\\ud800b\",\"scopes\":[\"view\"]}"),
        Arguments.of("a member twice", "{\"name\":\"a\",\"name\":\"b\",\"scopes\":[\"view\"]}"),
        Arguments.of("no scopes", "{\"name\":\"a\"}"),
        Arguments.of("empty scopes", "{\"name\":\"a\",\"scopes\":[]}"),
        Arguments.of("scopes as text", "{\"name\":\"a\",\"scopes\":\"view\"}"),
        Arguments.of("a scope that is a number", "{\"name\":\"a\",\"scopes\":[1]}"),
        Arguments.of(
            "a scope too long", "{\"name\":\"a\",\"scopes\":[\"" + "s".repeat(256) + "\"]}"),
        Arguments.of(
            "a URI too long",
            "{\"name\":\"a\",\"scopes\":[\"v\"],\"uri\":\"" + "u".repeat(256) + "\"}"),
        Arguments.of("a broken template", "{\"name\":\"a\",\"scopes\":[\"v\"],\"uri\":\"/a/{b\"}"),
        Arguments.of(
            "an icon too long",
            "{\"name\":\"a\",\"scopes\":[\"v\"],\"icon_uri\":\"" + "u".repeat(256) + "\"}"),
        Arguments.of(
            "too deep",
            "{\"name\":\"a\",\"scopes\":[\"v\"],\"x\":" + "[".repeat(30) + "]".repeat(30) + "}"),
        Arguments.of(
            "too long",
            "{\"name\":\"a\",\"scopes\":[\"v\"],\"x\":\"" + "x".repeat(70_000) + "\"}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badDescriptions")
  void aBadDescriptionIsRefusedAndChangesNothing(String what, String body) {
    String id = post("{\"name\":\"Untouched\",\"scopes\":[\"view\"]}").text("_id");
    List<String> before = ids();
    for (Reply refused : List.of(post(body), put(id, body))) {
      assertThat(refused.status()).as(what).isEqualTo(400);
      assertThat(refused.text("error")).as(what).isEqualTo("invalid_request");
      assertThat(refused.text("error_description")).as(what).isNotBlank();
    }
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(get(id).text("name")).isEqualTo("Untouched");
  }

  @Test
  void aBodyThatIsNotJsonIsRefused() {
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "*/*")) {
      Reply refused =
          Http.send(
              "POST",
              uma.resourceSets(),
              "{\"name\":\"a\",\"scopes\":[\"view\"]}",
              "Content-Type",
              type,
              Http.AUTHORIZATION,
              Http.bearer(pat));
      assertThat(refused.status()).as(type).isEqualTo(400);
      assertThat(refused.text("error")).as(type).isEqualTo("invalid_request");
    }
  }

  static Stream<Arguments> otherMethods() {
    return Stream.of("GET, POST", "GET, PUT, DELETE")
        .flatMap(
            allowed ->
                Stream.of("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "ANYTHING")
                    .filter(method -> !List.of(allowed.split(", ")).contains(method))
                    .map(method -> Arguments.of(method, allowed)));
  }

  /** Resource Set Registration 1.0.1 §3: {@code unsupported_method_type} is 405. */
  @ParameterizedTest(name = "{0} where {1} are there")
  @MethodSource("otherMethods")
  void anyOtherMethodIsRefusedInTheProtocolsWords(String method, String allowed) {
    String id = post("{\"name\":\"Methods\",\"scopes\":[\"view\"]}").text("_id");
    String url = allowed.contains("POST") ? uma.resourceSets() : uma.resourceSets(id);
    Reply refused = Http.send(method, url, null, Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Content-Type").orElse("")).startsWith("application/json");
    assertThat(refused.text("error")).isEqualTo("unsupported_method_type");
    assertThat(refused.header("Allow")).hasValue(allowed);
    assertThat(get(id).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
  void theOtherEndpointsTakePostAlone(String method) {
    for (String url :
        List.of(uma.permissionEndpoint(), uma.rptEndpoint(), uma.introspectionEndpoint())) {
      Reply refused = Http.send(method, url, null, Http.AUTHORIZATION, Http.bearer(pat));
      assertThat(refused.status()).as(url).isEqualTo(405);
      assertThat(refused.text("error")).isEqualTo("unsupported_method_type");
      assertThat(refused.header("Allow")).hasValue("POST");
    }
  }

  @Test
  void anAdministratorCanForbidRegistration() {
    String path = "clients/" + realm.clientUuid("photo-album") + "/authz/resource-server";
    try {
      realm.adminPut(path, settings(false));
      assertThat(post("{\"name\":\"Forbidden\",\"scopes\":[\"view\"]}").text("error"))
          .isEqualTo("access_denied");
    } finally {
      realm.adminPut(path, settings(true));
    }
  }

  @Test
  void changesAreAdminEvents() {
    String id = post("{\"name\":\"Audited\",\"scopes\":[\"view\"]}").text("_id");
    delete(id);
    String events =
        realm.adminGet("admin-events?resourceTypes=AUTHORIZATION_RESOURCE&max=200").toString();
    assertThat(events).contains("authz/resource-server/resource/" + id);
    assertThat(
            realm
                .adminGet(
                    "admin-events?operationTypes=DELETE&resourceTypes=AUTHORIZATION_RESOURCE&max=200")
                .toString())
        .contains(id);
  }

  private static Map<String, ?> settings(boolean remoteManagement) {
    return Map.of(
        "allowRemoteResourceManagement", remoteManagement,
        "policyEnforcementMode", "ENFORCING",
        "decisionStrategy", "UNANIMOUS");
  }

  private String pat(String client, String owner) {
    return realm.grant(client, owner, "uma_protection").text("access_token");
  }

  private Reply post(String body) {
    return send("POST", uma.resourceSets(), body);
  }

  private Reply put(String id, String body) {
    return send("PUT", uma.resourceSets(id), body);
  }

  private Reply get(String id) {
    return Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat));
  }

  private Reply delete(String id) {
    return Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat));
  }

  private List<String> ids() {
    Reply list = Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(list.status()).isEqualTo(200);
    return texts(list.json());
  }

  private Reply send(String method, String url, String body) {
    return Http.send(
        method,
        url,
        body,
        "Content-Type",
        "application/json",
        Http.AUTHORIZATION,
        Http.bearer(pat));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
