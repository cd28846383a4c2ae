package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A resource set with a URI is a resource of its resource server, as soon as it is registered. */
@ExtendWith(Keycloak.class)
class ResourceSetResourceIT {

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
  }

  @Test
  void aRegisteredResourceSetCanBeAskedForByItsUri(TestRealm realm) {
    String uri = "https://photos.example.com/albums/summer";
    OAuthClient planner = realm.client("planner");
    assertInvalidTarget(planner.clientCredentials("resource", uri), "not known");

    String id = register(realm, "photo-album", uri);
    Reply reply =
        planner.codeGrant(
            realm.browser("alice"), "resource", "https://PHOTOS.example.com/albums/./summer");
    assertThat(audience(reply)).containsExactly(uri);
    assertThat(audience(planner.refresh(refreshToken(reply)))).containsExactly(uri);
    assertInvalidTarget(
        planner.refresh(refreshToken(reply), "resource", CALENDAR), "not part of what was granted");
    JsonNode shown = realm.client("photo-album").introspect(reply.text("access_token")).json();
    assertThat(shown.path("active").asBoolean()).isTrue();
    assertThat(shown.path("aud").asText()).isEqualTo(uri);
    assertThat(
            realm
                .client("calendar-api")
                .introspect(reply.text("access_token"))
                .json()
                .path("active")
                .asBoolean())
        .isFalse();

    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    assertThat(
            Http.delete(
                    uma.resourceSets(id),
                    Http.AUTHORIZATION,
                    Http.bearer(pat(realm, "photo-album")))
                .status())
        .isEqualTo(204);
    assertInvalidTarget(planner.clientCredentials("resource", uri), "not known");
  }

  @Test
  void nobodyTakesAResourceAwayThatAnAdministratorRegistered(TestRealm realm) {
    register(realm, "photo-album", CALENDAR);
    Reply reply = realm.client("planner").clientCredentials("resource", CALENDAR);
    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(
            realm
                .client("photo-album")
                .introspect(reply.text("access_token"))
                .json()
                .path("active")
                .asBoolean())
        .isFalse();
  }

  /** Only an origin is the same with and without a slash. */
  @ParameterizedTest
  @CsvSource({
    "urn:example:album, urn:example:album/",
    "https://photos.example.com/a/b, https://photos.example.com/a/b/",
    "https://photos.example.com/q?x=/, https://photos.example.com/q?x="
  })
  void aResourceSetIsNotFoundByAnotherUri(String uri, String other, TestRealm realm) {
    register(realm, "photo-album", uri);
    OAuthClient planner = realm.client("planner");
    assertThat(audience(planner.clientCredentials("resource", uri))).containsExactly(uri);
    assertInvalidTarget(planner.clientCredentials("resource", other), "not known");
  }

  @Test
  void anOriginIsFoundWithAndWithoutItsSlash(TestRealm realm) {
    register(realm, "photo-album", "https://origin.example.com");
    assertThat(
            audience(
                realm
                    .client("planner")
                    .clientCredentials("resource", "https://origin.example.com/")))
        .containsExactly("https://origin.example.com");
  }

  @Test
  void whatTwoResourceServersRegisterIsNobodys(TestRealm realm) {
    String uri = "https://shared.example.com/one";
    register(realm, "photo-album", uri);
    OAuthClient planner = realm.client("planner");
    assertThat(audience(planner.clientCredentials("resource", uri))).containsExactly(uri);
    realm.addResourceServer("second-album");
    register(realm, "second-album", uri);
    assertInvalidTarget(planner.clientCredentials("resource", uri), "registered more than once");
  }

  @Test
  void withoutUserManagedAccessResourceSetsAreNoResources(TestRealm realm) {
    String uri = "https://photos.example.com/albums/winter";
    register(realm, "photo-album", uri);
    OAuthClient planner = realm.client("planner");
    assertThat(audience(planner.clientCredentials("resource", uri))).containsExactly(uri);
    realm.changeRealm(Map.of("userManagedAccessAllowed", false));
    try {
      assertInvalidTarget(planner.clientCredentials("resource", uri), "not known");
    } finally {
      realm.changeRealm(Map.of("userManagedAccessAllowed", true));
    }
  }

  private static String register(TestRealm realm, String resourceServer, String uri) {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    Reply reply =
        Http.postJson(
            uma.resourceSets(),
            Map.of("name", "at " + uri, "uri", uri, "scopes", List.of("view")),
            Http.AUTHORIZATION,
            Http.bearer(pat(realm, resourceServer)));
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.text("_id");
  }

  private static String pat(TestRealm realm, String resourceServer) {
    return realm
        .client(resourceServer)
        .clientCredentials("scope", "uma_protection")
        .text("access_token");
  }
}
