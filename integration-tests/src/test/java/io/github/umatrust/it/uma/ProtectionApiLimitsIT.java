package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.http.SlowRequest;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The protection API at its limits: the longest that fits and the shortest that does not, hostile
 * input, slow senders, and requests that get in each other's way.
 */
@ExtendWith(Keycloak.class)
class ProtectionApiLimitsIT {

  private static final int MOST = 255;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";

  ProtectionApiLimitsIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void token() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "name, u",
    "name, ü",
    "uri, u",
    "uri, ü",
    "type, u",
    "type, ü",
    "icon_uri, u",
    "icon_uri, ü"
  })
  void aTextOf255CharactersIsKeptAndALongerOneIsRefused(String member, String character) {
    String longest = longest(character);
    List<String> pats =
        List.of(
            pat,
            realm
                .client("photo-album")
                .clientCredentials("scope", "uma_protection")
                .text("access_token"));
    for (String each : pats) {
      pat = each;
      Reply created = post(description().put(member, longest));
      assertThat(created.status()).as(created.body()).isEqualTo(201);
      String id = created.text("_id");
      assertThat(get(id).text(member)).isEqualTo(longest);
      assertThat(put(id, description()).status()).isEqualTo(200);
      assertThat(put(id, description().put(member, longest)).status()).isEqualTo(200);
      assertThat(get(id).text(member)).isEqualTo(longest);

      ObjectNode tooLong = description().put(member, longest + character);
      for (Reply refused : List.of(post(tooLong), put(id, tooLong))) {
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains(member);
      }
      assertThat(get(id).text(member)).isEqualTo(longest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "ß"})
  void aScopeOf255CharactersIsKeptAndALongerOneIsRefused(String character) {
    String longest = longest(character);
    String id = post(description(longest)).text("_id");
    assertThat(Reply.texts(get(id).json().path("scopes"))).containsExactly(longest);
    assertThat(uma.registerPermission(pat, id, longest).status()).isEqualTo(201);

    String tooLong = longest + character;
    for (Reply refused :
        List.of(
            post(description(tooLong)),
            put(id, description(tooLong)),
            uma.registerPermission(pat, id, tooLong))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
    }
    assertThat(Reply.texts(get(id).json().path("scopes"))).containsExactly(longest);
  }

  private static String longest(String character) {
    String start = "https://photos.example.com/";
    return start + character.repeat(MOST - start.length());
  }

  static Stream<Arguments> badPermissions() {
    String good = "{\"resource_set_id\":\"SET\",\"scopes\":[\"view\"]}";
    return Stream.of(
        Arguments.of("too long", with(good, "\"x\":\"" + "x".repeat(70_000) + "\"")),
        Arguments.of("an array too long", "[" + good + " ".repeat(70_000) + "]"),
        Arguments.of("too deep", with(good, "\"x\":" + "[".repeat(30) + "]".repeat(30))),
        Arguments.of("arrays too deep", "[".repeat(5_000) + good + "]".repeat(5_000)),
        Arguments.of("an array in an array", "[[" + good + "]]"),
        Arguments.of("a member twice", with(good, "\"scopes\":[\"view\"]")),
        Arguments.of(
            "a member twice in one of two",
            "[" + good + "," + with(good, "\"resource_set_id\":\"SET\"") + "]"),
        Arguments.of("a member twice inside", with(good, "\"x\":{\"y\":1,\"y\":2}")),
        Arguments.of("a control character in the id", good.replace("SET", "SET\\u0000")),
        Arguments.of("a control character in a scope", good.replace("view", "view\\u0007")),
        Arguments.of("a control character as it is", good.replace("view", "view\u0007")),
        Arguments.of("half a character", good.replace("view", "view\\ud800")),
        Arguments.of("an id too long", good.replace("SET", "s".repeat(MOST + 1))),
        Arguments.of(
            "1,000 scopes",
            good.replace(
                "\"view\"",
                IntStream.range(0, 1000)
                    .mapToObj(i -> "\"s" + i + "\"")
                    .collect(Collectors.joining(",")))),
        Arguments.of(
            "1,000 permissions",
            Stream.generate(() -> good).limit(1000).collect(Collectors.joining(",", "[", "]"))));
  }

  private static String with(String object, String member) {
    return object.substring(0, object.length() - 1) + "," + member + "}";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPermissions")
  void aHostilePermissionIsABadRequest(String what, String body) {
    String id = post(description()).text("_id");
    Reply refused = send("POST", uma.permissionEndpoint(), body.replace("SET", id));
    assertThat(refused.status()).as(what).isEqualTo(400);
    assertThat(refused.text("error")).as(what).isEqualTo("invalid_request");
    assertThat(refused.text("error_description")).as(what).isNotBlank();
    assertThat(refused.json().has("ticket")).isFalse();
  }

  /** With and without the first draft's ids, which the resource server chooses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%00",
        "a%00b",
        "%0D%0AX-Injected:%201",
        "%20",
        "%C3%BC",
        "%F0%9F%8C%84",
        "%FF",
        "%E2%80%AE",
        "'%20or%20'1'='1",
        "..",
        "%2e%2e"
      })
  void aHostileIdIsTheSendersFault(String id) {
    refusedAsId(id);
    realm.changeRealm(Map.of("attributes", Map.of("uma.resource-set.draft-00", "true")));
    try {
      refusedAsId(id);
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.resource-set.draft-00", "false")));
    }
  }

  /** In the first draft they are ids like others. */
  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "..%2F..%2Fadmin", "%2F"})
  void anIdThatLooksLikeAPathLeadsNowhere(String id) {
    refusedAsId(id);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 3_000, 30_000})
  void anOverlongIdIsTheSendersFault(int length) {
    aHostileIdIsTheSendersFault("x".repeat(length));
  }

  private void refusedAsId(String id) {
    String url = uma.resourceSets(id);
    List<String> before = ids();
    for (Reply refused : List.of(get(id), put(id, description()), send("DELETE", url, null))) {
      assertThat(refused.status()).as(refused.body()).isBetween(400, 499);
    }
    assertThat(ids()).isEqualTo(before);
  }

  /** The answer is the same, whether a stranger's resource set is there or not. */
  @Test
  void whoUpdatesWhatIsNotHisLearnsNothing() {
    String id = post(description()).text("_id");
    pat = realm.grant("photo-album", "bob", "uma_protection").text("access_token");
    String unknown = "00000000-0000-4000-8000-000000000000";
    for (String body : List.of("", "{", "{\"name\":\"Nothing else\"}")) {
      Reply refused = send("PUT", uma.resourceSets(id), body);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
      assertThat(send("PUT", uma.resourceSets(unknown), body).body()).isEqualTo(refused.body());
    }
    Reply refused = put(id, description());
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.text("error")).isEqualTo("not_found");
    assertThat(put(unknown, description()).body()).isEqualTo(refused.body());
  }

  @Test
  void nobodyWaitsForABodyThatComesSlowly() throws Exception {
    String id = post(description()).text("_id");
    try (SlowRequest slow =
        SlowRequest.begin(
            "PUT",
            uma.resourceSets(id),
            description().put("name", "Slow").toString(),
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            Http.bearer(pat))) {
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(20))
          .until(() -> put(id, description().put("name", "Quick")).status(), s -> s == 200);
      assertThat(get(id).text("name")).isEqualTo("Quick");
      assertThat(slow.finish()).isEqualTo(200);
    }
    assertThat(get(id).text("name")).isEqualTo("Slow");
  }

  /** Whichever comes first: there is all of a resource set, or nothing. */
  @Test
  void whatIsAskedOfAResourceSetAtItsDeletionIsAnsweredAsBeforeOrAfterIt() throws Exception {
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    for (int round = 0; round < 12; round++) {
      String id = post(description()).text("_id");
      List<Reply> replies =
          AtOnce.send(
              6,
              15,
              i ->
                  switch (i) {
                    case 5 -> send("DELETE", uma.resourceSets(id), null);
                    case 2, 4, 6, 8, 10 -> get(id);
                    default -> uma.registerPermission(pat, id, "view");
                  });
      for (Reply reply : replies) {
        switch (reply.status()) {
          case 200 -> assertThat(Reply.texts(reply.json().path("scopes"))).containsExactly("view");
          case 201 ->
              assertThat(uma.requestRpt(aat, reply.text("ticket")).text("error"))
                  .isEqualTo("invalid_ticket");
          case 204 -> assertThat(reply).isSameAs(replies.get(5));
          case 400 -> assertThat(reply.text("error")).isEqualTo("invalid_resource_set_id");
          default -> assertThat(reply.text("error")).as(reply.body()).isEqualTo("not_found");
        }
      }
      assertThat(replies.get(5).status()).isEqualTo(204);
      assertThat(uma.registerPermission(pat, id, "view").text("error"))
          .isEqualTo("invalid_resource_set_id");
    }
  }

  private static ObjectNode description(String... scopes) {
    ObjectNode description = JSON.createObjectNode().put("name", "At the limit");
    List<String> all = scopes.length == 0 ? List.of("view") : List.of(scopes);
    all.forEach(description.putArray("scopes")::add);
    return description;
  }

  private List<String> ids() {
    return Reply.texts(send("GET", uma.resourceSets(), null).json());
  }

  private Reply post(ObjectNode description) {
    return send("POST", uma.resourceSets(), description.toString());
  }

  private Reply put(String id, ObjectNode description) {
    return send("PUT", uma.resourceSets(id), description.toString());
  }

  private Reply get(String id) {
    return send("GET", uma.resourceSets(id), null);
  }

  private Reply send(String method, String url, @Nullable String body) {
    return body == null
        ? Http.send(method, url, null, Http.AUTHORIZATION, Http.bearer(pat))
        : Http.send(
            method,
            url,
            body,
            "Content-Type",
            "application/json",
            Http.AUTHORIZATION,
            Http.bearer(pat));
  }
}
