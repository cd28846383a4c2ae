package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.ScopeDocumentServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dialect of the first draft of resource set registration, aspect by aspect of what is
 * different in it.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class Draft00IT {

  private static final String DESCRIPTION = "{\"name\":\"Album\",\"scopes\":[\"view\"]}";
  private static final String RESOURCE_SET = "application/intro-resource-set+json";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String STATUS = "application/intro-status+json";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String id = "";

  Draft00IT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeAll
  void switchOn() {
    mode(true);
  }

  @AfterAll
  void switchOff() {
    mode(false);
  }

  @BeforeEach
  void token() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    id = "set-" + UUID.randomUUID();
  }

  @Test
  @DisplayName("create, who picks the id: PUT with a chosen id is 201 with ETag, status, _id, _rev")
  void theResourceServerChoosesTheId() {
    Reply created = put(id, DESCRIPTION);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("status")).isEqualTo("created");
    assertThat(created.text("_id")).isEqualTo(id);
    assertThat(created.header("ETag")).hasValue("\"" + created.text("_rev") + "\"");
    assertThat(created.header("Location")).hasValue(uma.resourceSets(id));
  }

  @Test
  @DisplayName("path: the tail is the same, and ids may be anything that can be written there")
  void theIdIsKeptAsItIs() {
    String odd = "a:b@c!$'()*,;=~%_-" + UUID.randomUUID();
    String encoded = odd.replace("%", "%25").replace(";", "%3B");
    assertThat(put(encoded, DESCRIPTION).text("_id")).isEqualTo(odd);
    assertThat(get(encoded).text("_id")).isEqualTo(odd);
    assertThat(list()).contains(odd);
    Reply tooLong = put("x".repeat(256), DESCRIPTION);
    assertThat(tooLong.text("error")).isEqualTo("invalid_request");
  }

  /** Those that look like paths lead nowhere else. */
  @ParameterizedTest
  @ValueSource(strings = {"a/b", "../../admin", "/", "x/.."})
  void anIdMayHaveSlashes(String chosen) {
    String encoded = Http.encode(chosen);
    Reply created = put(encoded, DESCRIPTION);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("_id")).isEqualTo(chosen);
    assertThat(created.header("Location")).hasValue(uma.resourceSets(encoded));
    assertThat(get(encoded).text("_id")).isEqualTo(chosen);
    assertThat(list()).contains(chosen);
    assertThat(delete(encoded).status()).isEqualTo(204);
    assertThat(get(encoded).text("error")).isEqualTo("not_found");
  }

  @Test
  @DisplayName("read: ETag, _id, _rev and policy_uri beside the description")
  void isReadWithItsRevision() {
    Reply created = put(id, DESCRIPTION);
    Reply read = get(id);
    assertThat(read.text("name")).isEqualTo("Album");
    assertThat(read.text("_rev")).isEqualTo(created.text("_rev"));
    assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
  }

  @Test
  @DisplayName("policy URI: policy_uri where 1.0.1 says user_access_policy_uri")
  void bothNamesOfThePolicyUriAreThere() {
    Reply created = put(id, DESCRIPTION);
    for (Reply reply : List.of(created, get(id))) {
      assertThat(reply.text("policy_uri"))
          .startsWith(realm.issuer())
          .isEqualTo(reply.text("user_access_policy_uri"));
    }
  }

  @Test
  @DisplayName("update: PUT with If-Match is 204 with a new ETag")
  void aRevisionIsReplaced() {
    String before = put(id, DESCRIPTION).header("ETag").orElseThrow();
    Reply updated = put(id, DESCRIPTION.replace("Album", "Holiday"), "If-Match", before);
    assertThat(updated.status()).isEqualTo(204);
    assertThat(updated.body()).isEmpty();
    assertThat(updated.header("ETag").orElseThrow()).isNotEqualTo(before);
    assertThat(get(id).header("ETag")).isEqualTo(updated.header("ETag"));
    assertThat(get(id).text("name")).isEqualTo("Holiday");
  }

  @Test
  @DisplayName("version check: another revision is 412 precondition_failed, and nothing is done")
  void anotherRevisionIsRefused() {
    String before = put(id, DESCRIPTION).header("ETag").orElseThrow();
    put(id, DESCRIPTION.replace("Album", "Holiday"), "If-Match", before);
    for (Reply refused :
        List.of(
            put(id, DESCRIPTION.replace("Album", "Lost"), "If-Match", before),
            put(id, DESCRIPTION.replace("Album", "Lost"), "If-Match", "W/" + before),
            delete(id, "If-Match", before))) {
      assertThat(refused.status()).isEqualTo(412);
      assertThat(refused.text("error")).isEqualTo("precondition_failed");
    }
    assertThat(get(id).text("name")).isEqualTo("Holiday");
  }

  @Test
  void whatAnAdministratorChangedIsAnotherRevision() {
    String before = put(id, DESCRIPTION).header("ETag").orElseThrow();
    String path = resources() + "/" + keycloakId(id);
    ObjectNode resource = (ObjectNode) realm.adminGet(path);
    realm.adminPut(path, resource.put("icon_uri", "https://x.test/i"));
    assertThat(put(id, DESCRIPTION, "If-Match", before).status()).isEqualTo(412);
    assertThat(get(id).text("icon_uri")).isEqualTo("https://x.test/i");
  }

  @Test
  @DisplayName("delete: DELETE with If-Match is 204")
  void aRevisionIsDeleted() {
    String revision = put(id, DESCRIPTION).header("ETag").orElseThrow();
    assertThat(delete(id, "If-Match", revision).status()).isEqualTo(204);
    assertThat(get(id).text("error")).isEqualTo("not_found");
    assertThat(delete(id).status()).isEqualTo(404);
  }

  @Test
  @DisplayName("list: the ids that the resource server chose, and those that it did not choose")
  void chosenIdsAreListed() {
    put(id, DESCRIPTION);
    String given = uma.registerResourceSet(pat, "Posted", "view").text("_id");
    assertThat(list()).contains(id, given);
    assertThat(Http.get(uma.resourceSets() + "/", Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("errors: 405, 404 and 412")
  void theErrorsAreThoseOfTheDraft() {
    assertThat(get(id).text("error")).isEqualTo("not_found");
    Reply gone = put(id, DESCRIPTION, "If-Match", "*");
    assertThat(gone.status()).isEqualTo(412);
    assertThat(get(id).status()).isEqualTo(404);
    assertThat(
            Http.send("PATCH", uma.resourceSets(id), null, Http.AUTHORIZATION, Http.bearer(pat))
                .text("error"))
        .isEqualTo("unsupported_method_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {RESOURCE_SET, "application/resource-set+json"})
  @DisplayName("media types: intro-resource-set+json, intro-status+json")
  void whoSpeaksTheDraftsMediaTypesIsAnsweredInThem(String type) {
    Reply created =
        Http.send(
            "PUT",
            uma.resourceSets(id),
            DESCRIPTION,
            "Content-Type",
            type,
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Content-Type").orElse("")).startsWith(STATUS);
    Reply read =
        Http.get(
            uma.resourceSets(id), "Accept", RESOURCE_SET, Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(read.header("Content-Type").orElse("")).startsWith(RESOURCE_SET);
    assertThat(get(id).header("Content-Type").orElse("")).startsWith("application/json");
  }

  @Test
  @DisplayName("description: _rev, status and policy_uri of an answer may be sent back")
  void whatWasReadCanBeSentBack() {
    put(id, "{\"name\":\"Album\",\"scopes\":[\"view\"],\"resource_set_type\":\"t\"}");
    Reply read = get(id);
    Reply back = put(id, read.body());
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.text("status")).isEqualTo("updated");
    assertThat(back.text("_rev")).isEqualTo(read.text("_rev"));
    assertThat(get(id).json()).isEqualTo(read.json());
    assertThat(get(id).text("resource_set_type")).isEqualTo("t");
  }

  @Test
  @DisplayName("scopes: URI references that may carry a fragment, fetched on create and update")
  void aScopeMayBeAUriWithAFragment(ScopeDocumentServer documents) {
    String view = documents.publish("/draft-00/scopes", "{\"name\":\"See\"}") + "#view";
    String edit = documents.publish("/draft-00/more-scopes", "{\"name\":\"Change\"}") + "#edit";
    assertThat(put(id, description(view)).status()).isEqualTo(201);
    assertThat(Reply.texts(get(id).json().path("scopes"))).containsExactly(view);
    awaitFetched(documents, "/draft-00/scopes");

    assertThat(put(id, description(view, edit)).status()).isEqualTo(200);
    assertThat(Reply.texts(get(id).json().path("scopes"))).containsExactlyInAnyOrder(view, edit);
    awaitFetched(documents, "/draft-00/more-scopes");

    // What stands behind the number sign is another scope, with the same document.
    String print = view.replace("#view", "#print");
    assertThat(uma.registerPermission(pat, id, print).text("error")).isEqualTo("invalid_scope");
    assertThat(uma.registerPermission(pat, id, view).status()).isEqualTo(201);
  }

  /** The other server is at a private address as well, and its certificate is as good. */
  @Test
  void aScopeDocumentAtAPrivateAddressThatIsNotListedIsNotFetched(ScopeDocumentServer documents) {
    try (ScopeDocumentServer unlisted = documents.unlisted()) {
      String internal = unlisted.publish("/draft-00/internal", "{\"name\":\"Internal\"}");
      String listed = documents.publish("/draft-00/listed", "{\"name\":\"Listed\"}");
      assertThat(put(id, description(internal, listed)).status()).isEqualTo(201);
      // The descriptions of one registration are written when the last fetch has ended.
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(displayName(listed)).isEqualTo("Listed"));
      assertThat(unlisted.fetches("/draft-00/internal")).isZero();
      assertThat(displayName(internal)).isEmpty();
    }
  }

  private static void awaitFetched(ScopeDocumentServer documents, String path) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(documents.fetches(path)).as(path).isEqualTo(1));
  }

  private String displayName(String scope) {
    return realm
        .adminGet(realm.authorizationPath("photo-album") + "/scope?name=" + Http.encode(scope))
        .path(0)
        .path("displayName")
        .asText("");
  }

  private static String description(String... scopes) {
    return "{\"name\":\"Album\",\"scopes\":[\"" + String.join("\",\"", scopes) + "\"]}";
  }

  @Test
  @DisplayName("_id semantics: the chosen id is what permissions and introspection say")
  void theChosenIdIsUsedEverywhere() {
    put(id, DESCRIPTION);
    String keycloaks = keycloakId(id);
    realm.share(keycloaks, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, id, "view").text("ticket");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    String rpt = uma.requestRpt(aat, ticket).text("rpt");
    assertThat(
            uma.introspect(pat, rpt)
                .json()
                .path("permissions")
                .path(0)
                .path("resource_set_id")
                .asText())
        .isEqualTo(id);
  }

  @Test
  @DisplayName("protection: OAuth, by a PAT")
  void withoutAPatNothingIsDone() {
    Reply refused =
        Http.send("PUT", uma.resourceSets(id), DESCRIPTION, "Content-Type", "application/json");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(get(id).status()).isEqualTo(404);
  }

  /**
   * A resource set of one owner at one resource server in one realm.
   *
   * @param name its name, which no other has
   * @param owner whose it is; empty for the resource server's own
   */
  private record Place(TestRealm realm, UmaEndpoints uma, String owner, String pat, String name) {}

  private static Place place(TestRealm realm, String resourceServer, String owner) {
    realm.addResourceServer(resourceServer);
    String pat =
        owner.isEmpty()
            ? realm
                .client(resourceServer)
                .clientCredentials("scope", "uma_protection")
                .text("access_token")
            : realm.grant(resourceServer, owner, "uma_protection").text("access_token");
    return new Place(
        realm,
        UmaEndpoints.discover(realm.issuer()),
        owner,
        pat,
        String.join(" ", realm.name(), resourceServer, owner));
  }

  /**
   * The PAT says whose id it is (draft 00 §3): everything that is done by one id reaches the
   * resource set of the PAT, and no other.
   */
  @Test
  void equalIdsOfOtherOwnersResourceServersAndRealmsAreOthers(KeycloakServer server) {
    TestRealm another =
        TestRealm.importCopy(server, Keycloak.realmFile(), realm.name() + "-another");
    mode(another, true);
    List<Place> places = new ArrayList<>();
    for (TestRealm each : List.of(realm, another)) {
      places.add(place(each, "photo-album", "alice"));
      places.add(place(each, "photo-album", "bob"));
      places.add(place(each, "draft-album", "alice"));
      places.add(place(each, "photo-album", ""));
    }
    for (Place place : places) {
      // Each has a scope that the others have not.
      assertThat(at(place, "PUT", description(place, "scope of " + place.name())).status())
          .isEqualTo(201);
    }
    for (Place place : places) {
      assertThat(at(place, "PUT", description(place, "view", "new " + place.name())).status())
          .isEqualTo(200);
    }
    for (Place place : places) {
      assertThat(Reply.texts(at(place, "GET", null).json().path("scopes")))
          .containsExactlyInAnyOrder("view", "new " + place.name());
      for (Place scopes : places) {
        assertThat(place.uma().registerPermission(place.pat(), id, "new " + scopes.name()).status())
            .as(place.name() + " asks for the scope of " + scopes.name())
            .isEqualTo(scopes.equals(place) ? 201 : 400);
      }
    }
    introspectionShowsEachItsOwn(places.stream().filter(p -> !p.owner().isEmpty()).toList());
    for (Place place : places) {
      assertThat(at(place, "GET", null).text("name")).isEqualTo(place.name());
      assertThat(at(place, "DELETE", null).status()).isEqualTo(204);
    }
  }

  private void introspectionShowsEachItsOwn(List<Place> places) {
    for (Place granted : places) {
      String reader = granted.owner().equals("alice") ? "bob" : "alice";
      String keycloaks = at(granted, "GET", null).text("policy_uri").replaceAll(".*/", "");
      granted.realm().share(keycloaks, granted.owner(), reader, "view");
      String aat =
          granted.realm().grant("print-service", reader, "uma_authorization").text("access_token");
      String ticket = granted.uma().registerPermission(granted.pat(), id, "view").text("ticket");
      String rpt = granted.uma().requestRpt(aat, ticket).text("rpt");
      assertThat(rpt).isNotEmpty();
      for (Place place : places) {
        JsonNode shown = place.uma().introspect(place.pat(), rpt).json().path("permissions");
        assertThat(shown.size())
            .as(place.name() + " looks at what was granted by " + granted.name())
            .isEqualTo(place.equals(granted) ? 1 : 0);
      }
    }
  }

  private static String description(Place place, String... scopes) {
    return description(scopes).replace("Album", place.name());
  }

  private Reply at(Place place, String method, @Nullable String body) {
    return sendBy(place.pat(), method, place.uma().resourceSets(id), body);
  }

  @Test
  void idsThatDifferInCaseAreOthers() {
    assertThat(put(id, DESCRIPTION).status()).isEqualTo(201);
    String upper = id.toUpperCase(Locale.ROOT);
    assertThat(get(upper).status()).isEqualTo(404);
    assertThat(put(upper, DESCRIPTION).text("_id")).isEqualTo(upper);
    assertThat(list()).contains(id, upper);
  }

  @Test
  void aTicketAndAnRptDoNotComeBackWithTheId() {
    put(id, DESCRIPTION);
    realm.share(keycloakId(id), "alice", "bob", "view");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    String used = uma.registerPermission(pat, id, "view").text("ticket");
    String unused = uma.registerPermission(pat, id, "view").text("ticket");
    String rpt = uma.requestRpt(aat, used).text("rpt");
    assertThat(uma.introspect(pat, rpt).json().path("permissions")).hasSize(1);

    delete(id);
    put(id, DESCRIPTION);
    realm.share(keycloakId(id), "alice", "bob", "view");
    assertThat(uma.introspect(pat, rpt).json().path("permissions")).isEmpty();
    assertThat(uma.requestRpt(aat, unused).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void ofManyUpdatesOfOneRevisionAtOnceOneIsDone() throws Exception {
    String before = put(id, DESCRIPTION).header("ETag").orElseThrow();
    List<Reply> replies =
        AtOnce.send(
            8, 16, i -> put(id, DESCRIPTION.replace("Album", "Album " + i), "If-Match", before));
    List<Reply> done = replies.stream().filter(r -> r.status() == 204).toList();
    assertThat(done).hasSize(1);
    assertThat(replies).filteredOn(r -> r.status() != 204).allMatch(r -> r.status() == 412);
    assertThat(get(id).header("ETag")).isEqualTo(done.get(0).header("ETag"));
  }

  @Test
  void ofManyCreationsAtOnceOneIsDoneAndNoneIsOverwritten() throws Exception {
    List<Reply> replies =
        AtOnce.send(8, 16, i -> put(id, DESCRIPTION.replace("Album", "Album " + i)));
    // Who comes when it is there replaces it; who came at the same moment is told.
    assertThat(replies).filteredOn(r -> r.status() == 201).hasSize(1);
    assertThat(replies).allMatch(r -> List.of(200, 201, 412).contains(r.status()));
    assertThat(list().stream().filter(id::equals)).hasSize(1);
  }

  @Test
  void switchedOffThereIsNothingOfIt() {
    put(id, DESCRIPTION);
    mode(false);
    try {
      assertThat(put("set-" + UUID.randomUUID(), DESCRIPTION).text("error")).isEqualTo("not_found");
      Reply created = uma.registerResourceSet(pat, "Plain", "view");
      assertThat(created.json().fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("_id", "user_access_policy_uri");
      assertThat(created.header("ETag")).isEmpty();
      String plain = created.text("_id");
      // If-Match means nothing in 1.0.1.
      assertThat(put(plain, DESCRIPTION, "If-Match", "\"x\"").status()).isEqualTo(200);
      assertThat(
              Http.send(
                      "PUT",
                      uma.resourceSets(plain),
                      DESCRIPTION,
                      "Content-Type",
                      RESOURCE_SET,
                      Http.AUTHORIZATION,
                      Http.bearer(pat))
                  .status())
          .isEqualTo(400);
    } finally {
      mode(true);
    }
  }

  private void mode(boolean draft00) {
    mode(realm, draft00);
  }

  private static void mode(TestRealm realm, boolean draft00) {
    realm.changeRealm(
        Map.of("attributes", Map.of("uma.resource-set.draft-00", Boolean.toString(draft00))));
  }

  private String resources() {
    return realm.authorizationPath("photo-album") + "/resource";
  }

  private String keycloakId(String chosen) {
    return StreamSupport.stream(
            realm.adminGet(resources() + "?deep=true&max=1000").spliterator(), false)
        .filter(r -> r.path("attributes").path("uma_id").path(0).asText().equals(chosen))
        .filter(r -> r.path("owner").path("name").asText().equals("alice"))
        .map(r -> r.path("_id").asText())
        .findFirst()
        .orElseThrow();
  }

  private List<String> list() {
    JsonNode ids = Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).json();
    return Reply.texts(ids);
  }

  private Reply put(String path, String body, String... headers) {
    return send("PUT", path, body, headers);
  }

  private Reply get(String path) {
    return send("GET", path, null);
  }

  private Reply delete(String path, String... headers) {
    return send("DELETE", path, null, headers);
  }

  private Reply send(String method, String path, @Nullable String body, String... headers) {
    return sendBy(pat, method, uma.resourceSets(path), body, headers);
  }

  private static Reply sendBy(
      String pat, String method, String url, @Nullable String body, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of(Http.AUTHORIZATION, Http.bearer(pat)));
    if (body != null) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    return Http.send(method, url, body, all.toArray(String[]::new));
  }
}
