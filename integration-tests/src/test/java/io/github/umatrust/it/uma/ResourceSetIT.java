package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resource set registration, as resource servers see it and as administrators do. */
@ExtendWith(Keycloak.class)
class ResourceSetIT {

  /** Compares numbers as they were sent. */
  private static final ObjectMapper EXACT =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

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
  @DisplayName("§3: create 201, read 200, update 200, delete 204, list 200, not_found 404")
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
    assertThat(created.text("user_access_policy_uri"))
        .isEqualTo(realm.issuer() + "/uma/policy/" + id);

    JsonNode read = get(id).json();
    assertThat(read.path("_id").asText()).isEqualTo(id);
    assertThat(read.path("name").asText()).isEqualTo("Holiday");
    assertThat(read.path("uri").asText()).isEqualTo("https://photos.example.com/a/7");
    assertThat(read.path("type").asText()).isEqualTo("https://photos.example.com/t/album");
    assertThat(read.path("icon_uri").asText()).isEqualTo("https://photos.example.com/i.png");
    assertThat(Reply.texts(read.path("scopes")))
        .containsExactlyInAnyOrder("view", "https://photos.example.com/s/print");

    assertThat(put(id, "{\"name\":\"Winter\",\"scopes\":[\"view\"]}").status()).isEqualTo(200);
    JsonNode replaced = get(id).json();
    assertThat(replaced.path("name").asText()).isEqualTo("Winter");
    assertThat(Reply.texts(replaced.path("scopes"))).containsExactly("view");
    assertThat(replaced.has("uri") || replaced.has("type") || replaced.has("icon_uri")).isFalse();

    assertThat(ids()).contains(id);
    assertThat(delete(id).status()).isEqualTo(204);
    assertThat(get(id).status()).isEqualTo(404);
    assertThat(get(id).text("error")).isEqualTo("not_found");
    assertThat(delete(id).text("error")).isEqualTo("not_found");
    assertThat(ids()).doesNotContain(id);
  }

  /** The table of descriptions in Resource Set Registration 1.0.1 §2.2, row by row. */
  @ParameterizedTest(name = "§2.2 {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: required | name | \"Described\" | true",
        "uri: optional | uri | \"https://photos.example.com/x\" | false",
        "type: optional | type | \"https://photos.example.com/t\" | false",
        "scopes: required, words and URIs | scopes | [\"https://photos.example.com/s\",\"view\"] | true",
        "icon_uri: optional | icon_uri | \"https://photos.example.com/i\" | false",
        "anything else: allowed | else | {\"a\":1} | false"
      })
  void aDescriptionHasTheMembersOfTheSpecification(
      String row, String member, String value, boolean required) throws Exception {
    ObjectNode description =
        (ObjectNode) EXACT.readTree("{\"name\":\"Without\",\"scopes\":[\"view\"]}");
    String without = post(description.toString()).text("_id");
    assertThat(get(without).json().has(member)).isEqualTo(required);

    String with = post(description.set(member, EXACT.readTree(value)).toString()).text("_id");
    assertThat(get(with).json().path(member).toString()).isEqualTo(value);

    description.remove(member);
    assertThat(post(description.toString()).status()).isEqualTo(required ? 400 : 201);
  }

  /** Resource Set Registration 1.0.1 §2.1 leaves it to the server, which does not. */
  @Test
  @DisplayName("§2.1: a scope that is a URI is taken whatever is there")
  void scopeDocumentsAreNotFetched() {
    String id =
        post("{\"name\":\"Nowhere\",\"scopes\":[\"https://nowhere.invalid/s\"]}").text("_id");
    assertThat(Reply.texts(get(id).json().path("scopes")))
        .containsExactly("https://nowhere.invalid/s");
  }

  @Test
  void isTheResourceThatAdministratorsManage() {
    String id = post("{\"name\":\"Seen by both\",\"scopes\":[\"view\"]}").text("_id");
    String path = realm.authorizationPath("photo-album") + "/resource/" + id;
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
    assertThat(Reply.texts(read.path("scopes"))).containsExactly("edit", "view");
  }

  /** UMA Core 1.0.1 §1.1: extension properties are allowed, and kept. */
  @Test
  void whatTheSpecificationDoesNotDefineIsKeptAndReturned() throws Exception {
    String extensions =
        """
        "price":1.50,"big":123456789012345678901234567890,"nothing":null,"yes":true,
        "https://photos.example.com/ext":{"list":["a",{"b":"Grüße 🌄"}],"text":"%s"}\
        """
            .formatted("long ".repeat(200));
    String body = "{\"name\":\"Extended\",\"scopes\":[\"view\"]," + extensions + "}";
    String id = post(body).text("_id");
    JsonNode expected = EXACT.readTree("{" + extensions + "}");
    JsonNode read = EXACT.readTree(get(id).body());
    expected
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(read.path(name)).as(name).isEqualTo(expected.path(name)));

    assertThat(put(id, get(id).body()).status()).isEqualTo(200);
    assertThat(EXACT.readTree(get(id).body())).isEqualTo(read);
    assertThat(put(id, "{\"name\":\"Extended\",\"scopes\":[\"view\"],\"other\":1}").status())
        .isEqualTo(200);
    assertThat(get(id).json().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("name", "scopes", "other", "_id", "user_access_policy_uri");
  }

  @Test
  void membersOfAnswersAreNoDescription() {
    String id =
        post("{\"name\":\"Named\",\"scopes\":[\"view\"],\"_id\":\"mine\",\"user_access_policy_uri\":\"x\"}")
            .text("_id");
    assertThat(id).isNotEqualTo("mine");
    assertThat(get(id).text("_id")).isEqualTo(id);
    assertThat(get(id).text("user_access_policy_uri")).startsWith(realm.issuer());
  }

  /** Either of Keycloak's two names may be what an administrator changes. */
  @Test
  void anAdministratorsNewNameIsTheNameWhicheverFieldItIsIn() {
    String first = post("{\"name\":\"Holiday\",\"scopes\":[\"view\"]}").text("_id");
    String second = post("{\"name\":\"Holiday\",\"scopes\":[\"view\"]}").text("_id");
    rename(first, "name", "Vacation");
    rename(second, "displayName", "Trip");
    assertThat(get(first).text("name")).isEqualTo("Vacation");
    assertThat(get(second).text("name")).isEqualTo("Trip");
    assertThat(put(second, "{\"name\":\"Back\",\"scopes\":[\"view\"]}").status()).isEqualTo(200);
    assertThat(get(second).text("name")).isEqualTo("Back");
  }

  private void rename(String id, String member, String name) {
    String path = realm.authorizationPath("photo-album") + "/resource/" + id;
    realm.adminPut(path, ((ObjectNode) realm.adminGet(path)).put(member, name));
  }

  @Test
  void whatAnAdministratorMadeOfTheExtensionsIsNoFailure() {
    String id = post("{\"name\":\"Broken\",\"scopes\":[\"view\"],\"x\":1}").text("_id");
    String path = realm.authorizationPath("photo-album") + "/resource/" + id;
    ObjectNode resource = (ObjectNode) realm.adminGet(path);
    ((ObjectNode) resource.get("attributes")).putArray("uma_extensions").add("no JSON");
    realm.adminPut(path, resource);
    assertThat(get(id).status()).isEqualTo(200);
    assertThat(get(id).json().has("x")).isFalse();
  }

  @Test
  void whatAnAdministratorDeletesIsGone() {
    String id = post("{\"name\":\"Deleted\",\"scopes\":[\"view\"]}").text("_id");
    String ticket = uma.registerPermission(pat, id, "view").text("ticket");
    realm.adminDelete(realm.authorizationPath("photo-album") + "/resource/" + id);
    assertThat(get(id).text("error")).isEqualTo("not_found");
    assertThat(ids()).doesNotContain(id);
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void whatAnAdministratorCreatesForThePersonIsThere() {
    JsonNode created =
        realm
            .adminPost(
                realm.authorizationPath("photo-album") + "/resource",
                Map.of(
                    "name",
                    "Made in the console",
                    "owner",
                    Map.of("id", realm.userId("alice")),
                    "uris",
                    List.of("https://photos.example.com/b", "https://photos.example.com/a"),
                    "scopes",
                    List.of(Map.of("name", "view"))))
            .json();
    String id = created.path("_id").asText();
    assertThat(ids()).contains(id);
    assertThat(get(id).text("name")).isEqualTo("Made in the console");
    assertThat(get(id).text("uri")).isEqualTo("https://photos.example.com/a");
    assertThat(uma.registerPermission(pat, id, "view").status()).isEqualTo(201);
  }

  @Test
  void theOwnerSeesItInTheAccountConsoleAndNobodyElseDoes() {
    String id = post("{\"name\":\"Of alice\",\"scopes\":[\"view\"]}").text("_id");
    for (String user : List.of("alice", "bob")) {
      Reply resources =
          Http.get(
              realm.issuer() + "/account/resources?first=0&max=500",
              "Accept",
              "application/json",
              Http.AUTHORIZATION,
              realm.accountAuthorization(realm.browser(user)));
      assertThat(resources.status()).isEqualTo(200);
      assertThat(resources.body().contains(id)).isEqualTo(user.equals("alice"));
    }
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
  void ofManyWithOneNameAtOnceEachIsKept() throws Exception {
    Set<String> ids = new HashSet<>();
    for (Reply reply :
        AtOnce.send(8, 16, i -> post("{\"name\":\"At once\",\"scopes\":[\"view\",\"new\"]}"))) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(201);
      ids.add(reply.text("_id"));
      assertThat(get(reply.text("_id")).text("name")).isEqualTo("At once");
    }
    assertThat(ids).hasSize(16);
  }

  /** Whatever comes first: each request is answered as if it had come alone. */
  @Test
  void changesOfOneAtOnceAreAnsweredConsistently() throws Exception {
    for (int round = 0; round < 3; round++) {
      String id = post("{\"name\":\"Contended\",\"scopes\":[\"view\"]}").text("_id");
      List<Reply> replies =
          AtOnce.send(
              8,
              12,
              i ->
                  switch (i % 4) {
                    case 0 -> delete(id);
                    case 1 -> get(id);
                    default ->
                        put(
                            id,
                            "{\"name\":\"Contended "
                                + i
                                + "\",\"scopes\":[\"view\",\"s"
                                + i
                                + "\"]}");
                  });
      for (int i = 0; i < replies.size(); i++) {
        assertThat(replies.get(i).status()).as(replies.get(i).body()).isIn(200, 204, 404);
      }
      assertThat(replies.stream().filter(r -> r.status() == 204)).hasSize(1);
      assertThat(get(id).status()).isEqualTo(404);
      assertThat(ids()).doesNotContain(id);
    }
  }

  @Test
  void ofManyUpdatesAtOnceTheLastIsWholeAndNoneIsMixed() throws Exception {
    String id = post("{\"name\":\"Whole\",\"scopes\":[\"view\"]}").text("_id");
    for (Reply reply :
        AtOnce.send(
            8,
            12,
            i ->
                put(
                    id,
                    "{\"name\":\"Whole %1$s\",\"uri\":\"https://x.test/%1$s\",\"scopes\":[\"w%1$s\"],\"n\":%1$s}"
                        .formatted(i)))) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }
    JsonNode read = get(id).json();
    String number = read.path("n").asText();
    assertThat(read.path("name").asText()).isEqualTo("Whole " + number);
    assertThat(read.path("uri").asText()).isEqualTo("https://x.test/" + number);
    assertThat(Reply.texts(read.path("scopes"))).containsExactly("w" + number);
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
        Arguments.of(
            "1,000 scopes",
            "{\"name\":\"a\",\"scopes\":["
                + IntStream.range(0, 1000)
                    .mapToObj(i -> "\"s" + i + "\"")
                    .collect(Collectors.joining(","))
                + "]}"),
        Arguments.of(
            "too much that is not defined",
            "{\"name\":\"a\",\"scopes\":[\"v\"],\"x\":\"" + "x".repeat(17_000) + "\"}"),
        Arguments.of(
            "a member twice inside", "{\"name\":\"a\",\"scopes\":[\"v\"],\"x\":{\"y\":1,\"y\":2}}"),
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
    String path = realm.authorizationPath("photo-album");
    try {
      realm.adminPut(path, settings(false));
      assertThat(post("{\"name\":\"Forbidden\",\"scopes\":[\"view\"]}").text("error"))
          .isEqualTo("access_denied");
    } finally {
      realm.adminPut(path, settings(true));
    }
  }

  /** Each change is one event, which names who made it; what is refused is none. */
  @Test
  void changesAreAdminEvents() {
    String id = post("{\"name\":\"Audited\",\"scopes\":[\"view\"]}").text("_id");
    assertThat(put(id, "{\"name\":\"Audited again\",\"scopes\":[\"view\"]}").status())
        .isEqualTo(200);
    refusedChanges(id);
    assertThat(delete(id).status()).isEqualTo(204);
    refusedChanges(id);

    String client = realm.clientUuid("photo-album");
    String path = "clients/" + client + "/authz/resource-server/resource/" + id;
    List<JsonNode> events =
        adminEvents().stream().filter(e -> e.path("resourcePath").asText().contains(id)).toList();
    assertThat(events)
        .extracting(e -> e.path("operationType").asText())
        .containsExactlyInAnyOrder("CREATE", "UPDATE", "DELETE");
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.path("resourcePath").asText()).isEqualTo(path);
              assertThat(event.path("resourceType").asText()).isEqualTo("AUTHORIZATION_RESOURCE");
              assertThat(event.path("authDetails").path("clientId").asText()).isEqualTo(client);
              assertThat(event.path("authDetails").path("userId").asText())
                  .isEqualTo(realm.userId("alice"));
            });
  }

  /** What nobody may do to a resource set of alice's, whether it is there or not. */
  private void refusedChanges(String id) {
    List<JsonNode> before = adminEvents();
    String own = pat;
    pat = pat("photo-album", "bob");
    List<Reply> refused =
        List.of(
            post("{\"name\":\"Refused\"}"),
            put(id, "{\"name\":\"Refused\"}"),
            put(id, "{\"name\":\"Refused\",\"scopes\":[\"view\"]}"),
            delete(id));
    pat = own;
    assertThat(refused).extracting(Reply::status).containsExactly(400, 400, 404, 404);
    assertThat(adminEvents()).isEqualTo(before);
  }

  private List<JsonNode> adminEvents() {
    List<JsonNode> events = new ArrayList<>();
    realm
        .adminGet("admin-events?resourceTypes=AUTHORIZATION_RESOURCE&max=10000")
        .forEach(events::add);
    return events;
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
    return Reply.texts(list.json());
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
}
