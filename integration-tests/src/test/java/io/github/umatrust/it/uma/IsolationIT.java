package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Owner × resource server × realm × operation: nobody but its own owner at its own resource server
 * sees or changes a resource set, or leaves anything behind by trying.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class IsolationIT {

  /** Whose PAT, at which resource server, in which realm. */
  private record Place(String realm, String resourceServer, String owner) {
    @Override
    public String toString() {
      return owner + " at " + resourceServer + " in " + realm;
    }
  }

  /** A resource set, and who may have it. */
  private record Registered(Place place, String pat, String id, String rpt) {}

  private enum Operation {
    READ,
    UPDATE,
    DELETE,
    LIST,
    PERMISSION,
    PERMISSION_AMONG_OWN,
    INTROSPECTION
  }

  private record Attempt(Place from, Place to, Operation operation) {
    @Override
    public String toString() {
      return operation + ": " + from + " → " + to;
    }
  }

  private static final String ITSELF = "itself";
  private static final List<String> REALMS = List.of("one", "two");
  private static final List<String> RESOURCE_SERVERS = List.of("photo-album", "music-album");
  private static final List<String> OWNERS = List.of("alice", "bob", ITSELF);

  private final Map<String, TestRealm> realms = new LinkedHashMap<>();
  private final Map<Place, Registered> registered = new LinkedHashMap<>();

  IsolationIT(TestRealm realm, KeycloakServer server) {
    realms.put("one", realm);
    realms.put("two", TestRealm.importCopy(server, Keycloak.realmFile(), realm.name() + "-too"));
  }

  @BeforeAll
  void everybodyHasOne() {
    for (Place place : places()) {
      TestRealm realm = realm(place);
      realm.addResourceServer("music-album");
      String pat =
          place.owner().equals(ITSELF)
              ? realm
                  .client(place.resourceServer())
                  .clientCredentials("scope", "uma_protection")
                  .text("access_token")
              : realm
                  .grant(place.resourceServer(), place.owner(), "uma_protection")
                  .text("access_token");
      String id = uma(place).registerResourceSet(pat, "Private", "view").text("_id");
      registered.put(place, new Registered(place, pat, id, rpt(place, pat, id)));
    }
  }

  /** An RPT on what a person owns; there is none for what a resource server owns itself. */
  private String rpt(Place place, String pat, String id) {
    if (place.owner().equals(ITSELF)) {
      return "";
    }
    TestRealm realm = realm(place);
    String reader = place.owner().equals("alice") ? "bob" : "alice";
    realm.share(id, place.owner(), reader, "view");
    String aat = realm.grant("print-service", reader, "uma_authorization").text("access_token");
    String ticket = uma(place).registerPermission(pat, id, "view").text("ticket");
    String rpt = uma(place).requestRpt(aat, ticket).text("rpt");
    assertThat(rpt).isNotEmpty();
    return rpt;
  }

  static List<Place> places() {
    return REALMS.stream()
        .flatMap(
            realm ->
                RESOURCE_SERVERS.stream()
                    .flatMap(rs -> OWNERS.stream().map(owner -> new Place(realm, rs, owner))))
        .toList();
  }

  static Stream<Attempt> attempts() {
    return places().stream()
        .flatMap(
            from ->
                places().stream()
                    .filter(to -> !to.equals(from))
                    .flatMap(
                        to -> Stream.of(Operation.values()).map(op -> new Attempt(from, to, op))))
        .filter(a -> a.operation() != Operation.INTROSPECTION || !a.to().owner().equals(ITSELF));
  }

  /** With the own PAT, at the own realm's endpoints, on what somebody else has. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("attempts")
  void nobodyElsesIsSeenOrTouched(Attempt attempt) {
    Registered own = own(attempt.from());
    Registered other = own(attempt.to());
    UmaEndpoints uma = uma(attempt.from());
    String bearer = Http.bearer(own.pat());
    String url = uma.resourceSets(other.id());
    switch (attempt.operation()) {
      case READ -> notFound(Http.get(url, Http.AUTHORIZATION, bearer));
      case UPDATE ->
          notFound(
              Http.putJson(
                  url,
                  Map.of("name", "Taken", "scopes", List.of("view")),
                  Http.AUTHORIZATION,
                  bearer));
      case DELETE -> notFound(Http.delete(url, Http.AUTHORIZATION, bearer));
      case LIST ->
          assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, bearer).body())
              .contains(own.id())
              .doesNotContain(other.id());
      case PERMISSION ->
          assertThat(uma.registerPermission(own.pat(), other.id(), "view").text("error"))
              .isEqualTo("invalid_resource_set_id");
      case PERMISSION_AMONG_OWN ->
          assertThat(
                  Http.postJson(
                          uma.permissionEndpoint(),
                          List.of(permission(own.id()), permission(other.id())),
                          Http.AUTHORIZATION,
                          bearer)
                      .text("error"))
              .isEqualTo("invalid_resource_set_id");
      case INTROSPECTION ->
          assertThat(uma.introspect(own.pat(), other.rpt()).json().path("permissions")).isEmpty();
    }
    stillThere(other);
  }

  static Stream<Attempt> strangers() {
    return attempts().filter(a -> !a.from().realm().equals(a.to().realm()));
  }

  /** With a PAT of one realm at the endpoints of another. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("strangers")
  void aPatOfAnotherRealmIsNone(Attempt attempt) {
    String bearer = Http.bearer(own(attempt.from()).pat());
    Registered other = own(attempt.to());
    UmaEndpoints uma = uma(attempt.to());
    String url = uma.resourceSets(other.id());
    Reply refused =
        switch (attempt.operation()) {
          case READ -> Http.get(url, Http.AUTHORIZATION, bearer);
          case UPDATE ->
              Http.putJson(
                  url,
                  Map.of("name", "Taken", "scopes", List.of("view")),
                  Http.AUTHORIZATION,
                  bearer);
          case DELETE -> Http.delete(url, Http.AUTHORIZATION, bearer);
          case LIST -> Http.get(uma.resourceSets(), Http.AUTHORIZATION, bearer);
          case PERMISSION, PERMISSION_AMONG_OWN ->
              Http.postJson(
                  uma.permissionEndpoint(), permission(other.id()), Http.AUTHORIZATION, bearer);
          case INTROSPECTION -> uma.introspect(own(attempt.from()).pat(), other.rpt());
        };
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text("error")).isEqualTo("invalid_token");
  }

  /** Also in Keycloak's caches, which all of them share. */
  private void stillThere(Registered set) {
    String bearer = Http.bearer(set.pat());
    UmaEndpoints uma = uma(set.place());
    Reply read = Http.get(uma.resourceSets(set.id()), Http.AUTHORIZATION, bearer);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text("name")).isEqualTo("Private");
    JsonNode list = Http.get(uma.resourceSets(), Http.AUTHORIZATION, bearer).json();
    assertThat(list).hasSize(1);
    assertThat(list.path(0).asText()).isEqualTo(set.id());
  }

  private static Map<String, ?> permission(String id) {
    return Map.of("resource_set_id", id, "scopes", List.of("view"));
  }

  private static void notFound(Reply reply) {
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text("error")).isEqualTo("not_found");
  }

  private Registered own(Place place) {
    Registered own = registered.get(place);
    if (own == null) {
      throw new IllegalStateException("nothing is registered for " + place);
    }
    return own;
  }

  private TestRealm realm(Place place) {
    TestRealm realm = realms.get(place.realm());
    if (realm == null) {
      throw new IllegalStateException("no realm " + place.realm());
    }
    return realm;
  }

  private UmaEndpoints uma(Place place) {
    return UmaEndpoints.discover(realm(place).issuer());
  }
}
