package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.accessToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.errors;
import static io.github.umatrust.it.indicator.IndicatorRealm.newClient;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.roleClients;
import static io.github.umatrust.it.indicator.IndicatorRealm.scope;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One resource on the authorization code, refresh and client credentials grants (RFC 8707 §2). */
@ExtendWith(Keycloak.class)
class ResourceIndicatorIT {

  private static final String UNKNOWN = "https://nobody.example.com/";

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
  }

  @Test
  void withoutResourceTheTokenIsAsWithoutTheMapper(TestRealm realm) {
    Reply reply = realm.client("planner").codeGrant(realm.browser("alice"), "scope", ALL_SCOPES);

    assertThat(audience(reply)).contains("calendar-api", "contacts-api");
    assertThat(scope(reply)).contains("calendar", "contacts");
    assertThat(roleClients(reply)).contains("calendar-api", "contacts-api");
  }

  @Test
  void codeGrantGivesATokenForTheResourceAlone(TestRealm realm) {
    Reply reply =
        realm
            .client("planner")
            .codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR);

    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(Tokens.claims(accessToken(reply)).path("aud").isTextual()).isTrue();
    assertThat(scope(reply)).containsExactly("calendar", "email", "openid", "profile");
    assertThat(List.of(reply.text("scope").split(" ", -1)))
        .containsExactlyInAnyOrderElementsOf(scope(reply));
    assertThat(roleClients(reply)).containsExactly("calendar-api");
    assertThat(
            Tokens.claims(accessToken(reply)).at("/resource_access/calendar-api/roles/0").asText())
        .isEqualTo("reader");
    assertThat(Tokens.scope(reply.text("refresh_token"))).contains("calendar", "contacts");
  }

  @Test
  void tokenRequestMayRepeatTheResource(TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    String code = code(planner, realm.browser("alice"), "resource", CALENDAR);

    assertThat(audience(planner.code(code, "resource", "HTTPS://Calendar.Example.COM:443")))
        .containsExactly(CALENDAR);
  }

  @Test
  void tokenRequestForAnotherResourceIsRefusedAndTheCodeStaysGood(TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    String code = code(planner, realm.browser("alice"), "resource", CALENDAR);

    assertInvalidTarget(planner.code(code, "resource", CONTACTS), "not part of what was granted");
    assertThat(errors(realm, "CODE_TO_TOKEN_ERROR")).contains("invalid_target");

    assertThat(audience(planner.code(code))).containsExactly(CALENDAR);
  }

  @Test
  void grantWithoutResourceMayBeNarrowedAtTheTokenEndpoint(TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    Reply narrowed =
        planner.code(
            code(planner, realm.browser("alice"), "scope", ALL_SCOPES), "resource", CALENDAR);

    assertThat(audience(narrowed)).containsExactly(CALENDAR);
    // The grant was for everything, and so is what is left of it.
    assertThat(audience(planner.refresh(refreshToken(narrowed)))).contains("contacts-api");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        UNKNOWN,
        "/relative",
        "calendar.example.com",
        "https://calendar.example.com/#fragment",
        "https://calendar.example.com/ space",
        "https://calendar.example.com/other",
        "urn:client:nobody",
        "urn:client:account",
        "urn:client:calendar-api:more",
        ""
      })
  void authorizationRequestForWhatIsNoResourceIsRedirectedWithInvalidTarget(
      String resource, TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    String url = planner.authorizationUrl("resource", resource);
    Map<String, String> answer = realm.browser("alice").openUntil(url, OAuthClient.CALLBACK);

    assertThat(answer).containsEntry("error", "invalid_target");
    assertThat(answer).containsEntry("iss", realm.issuer());
    assertThat(URI.create(url).getQuery()).contains("state=" + answer.get("state"));
    assertThat(answer.get("error_description")).isNotBlank();
    assertThat(answer).doesNotContainKey("code");
  }

  @Test
  void aRefusalSaysWhichValueAndWhyAndIsAnEvent(TestRealm realm) {
    Map<String, String> answer =
        realm.client("planner").authorize(realm.browser("alice"), "resource", UNKNOWN);

    assertThat(answer.get("error_description"))
        .isEqualTo("resource 'https://nobody.example.com/' is not known here");
    assertThat(errors(realm, "LOGIN_ERROR")).contains("invalid_target");
  }

  @Test
  void aResourceTooLongForKeycloakIsRefusedAndNotDropped(TestRealm realm) {
    String tooLong = CALENDAR + "a".repeat(4500);
    assertThat(realm.client("planner").authorize(realm.browser("alice"), "resource", tooLong))
        .containsEntry("error", "invalid_target");

    Reply reply = realm.client("planner").clientCredentials("resource", tooLong);
    assertInvalidTarget(reply, "is longer than 2000 characters");
    assertThat(reply.text("error_description").length()).isLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openid calendar contacts", "openid calendar contacts offline_access"})
  void refreshNeverWidensTheGrant(String requestedScope, TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    Reply reply =
        planner.codeGrant(realm.browser("alice"), "scope", requestedScope, "resource", CALENDAR);
    // Several times over: what a refresh gives must be as bound as what it came from.
    for (int i = 0; i < 3; i++) {
      String refreshToken = refreshToken(reply);
      assertInvalidTarget(
          planner.refresh(refreshToken, "resource", CONTACTS), "not part of what was granted");
      assertInvalidTarget(planner.refresh(refreshToken, "resource", UNKNOWN), "not known");
      assertInvalidTarget(planner.refresh(refreshToken, "resource", ""), "is empty");

      reply =
          i == 1
              ? planner.refresh(refreshToken, "resource", CALENDAR)
              : planner.refresh(refreshToken);
      assertThat(audience(reply)).containsExactly(CALENDAR);
      assertThat(scope(reply)).contains("calendar").doesNotContain("contacts");
      assertThat(List.of(reply.text("scope").split(" ", -1)))
          .containsExactlyInAnyOrderElementsOf(scope(reply));
      assertThat(roleClients(reply)).containsExactly("calendar-api");
      assertThat(Tokens.claims(reply.text("refresh_token")).path("resource").asText())
          .isEqualTo(CALENDAR);
      assertThat(Tokens.scope(reply.text("refresh_token"))).contains("contacts");
    }
    assertThat(errors(realm, "REFRESH_TOKEN_ERROR")).contains("invalid_token");
  }

  @Test
  void aRefusedRefreshDoesNotUseUpTheRefreshToken(TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    realm.changeRealm(Map.of("revokeRefreshToken", true, "refreshTokenMaxReuse", 0));
    try {
      String refreshToken =
          refreshToken(planner.codeGrant(realm.browser("alice"), "resource", CALENDAR));
      assertInvalidTarget(
          planner.refresh(refreshToken, "resource", CONTACTS), "not part of what was granted");
      assertThat(audience(planner.refresh(refreshToken))).containsExactly(CALENDAR);
      assertThat(planner.refresh(refreshToken).status()).isEqualTo(400);
    } finally {
      realm.changeRealm(Map.of("revokeRefreshToken", false));
    }
  }

  @Test
  void aRestrictedGrantStaysRestrictedWhenTheMapperIsTakenAway(TestRealm realm) {
    OAuthClient client = newClient(realm, "losing-its-mapper", Map.of());
    Reply reply =
        client.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR);
    String mappers =
        "clients/" + realm.clientUuid("losing-its-mapper") + "/protocol-mappers/models";
    realm.adminDelete(mappers + "/" + realm.adminGet(mappers).path(0).path("id").asText());

    Reply refreshed = client.refresh(refreshToken(reply));
    assertThat(audience(refreshed)).containsExactly(CALENDAR);
    assertThat(audience(client.refresh(refreshToken(refreshed)))).containsExactly(CALENDAR);
  }

  @Test
  void twoGrantsInOneSessionStayApart(TestRealm realm) {
    OAuthClient planner = realm.client("planner");
    Browser alice = realm.browser("alice");
    String calendarCode = code(planner, alice, "resource", CALENDAR);
    String contactsCode = code(planner, alice, "resource", CONTACTS);
    String freeCode = code(planner, alice, "scope", ALL_SCOPES);

    Reply calendar = planner.code(calendarCode);
    Reply free = planner.code(freeCode);
    Reply contacts = planner.code(contactsCode);
    assertThat(audience(calendar)).containsExactly(CALENDAR);
    assertThat(audience(contacts)).containsExactly(CONTACTS);
    assertThat(audience(free)).contains("calendar-api", "contacts-api");
    assertThat(audience(planner.refresh(refreshToken(calendar)))).containsExactly(CALENDAR);
    assertThat(audience(planner.refresh(refreshToken(contacts)))).containsExactly(CONTACTS);
  }

  @Test
  void clientCredentialsGrantGivesATokenForTheResourceAlone(TestRealm realm) {
    Reply reply =
        realm
            .client("planner")
            .clientCredentials("scope", "calendar contacts", "resource", CALENDAR);

    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(scope(reply)).contains("calendar").doesNotContain("contacts");
    assertThat(List.of(reply.text("scope").split(" ", -1)))
        .containsExactlyInAnyOrderElementsOf(scope(reply));
    assertThat(roleClients(reply)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://nobody.example.com/, is not known here",
    "/relative, is not an absolute URI",
    "https://calendar.example.com/#f, has a fragment",
    "https://calendar.example.com/?tenant=a, is not known here",
    "'https://cal\"endar', is not a URI",
    "'', is empty"
  })
  void clientCredentialsForWhatIsNoResourceIsInvalidTarget(
      String resource, String reason, TestRealm realm) {
    assertInvalidTarget(realm.client("planner").clientCredentials("resource", resource), reason);
    assertThat(errors(realm, "CLIENT_LOGIN_ERROR")).contains("invalid_target");
  }

  @Test
  void equivalentSpellingsNameTheResourceAndTheAudienceIsTheRegisteredOne(TestRealm realm) {
    register(realm, "maps-api", "HTTPS://Maps.Example.com:443/v1/../v2##urn:Example:maps");
    OAuthClient planner = realm.client("planner");

    assertThat(audience(planner.clientCredentials("resource", "https://maps.example.com/v2")))
        .containsExactly("HTTPS://Maps.Example.com:443/v1/../v2");
    assertThat(audience(planner.clientCredentials("resource", "URN:EXAMPLE:maps")))
        .containsExactly("urn:Example:maps");
    assertInvalidTarget(
        planner.clientCredentials("resource", "https://maps.example.com/v2/"), "not known");
  }

  @Test
  void aResourceWithAQueryIsAResourceOfItsOwn(TestRealm realm) {
    register(realm, "tenant-api", "https://tenants.example.com/?tenant=a");
    OAuthClient planner = realm.client("planner");

    assertThat(
            audience(planner.clientCredentials("resource", "https://tenants.example.com?tenant=a")))
        .containsExactly("https://tenants.example.com/?tenant=a");
    assertInvalidTarget(
        planner.clientCredentials("resource", "https://tenants.example.com/"), "not known");
  }

  @Test
  void clientUrnNamesTheClientOfAResource(TestRealm realm) {
    Reply reply =
        realm
            .client("planner")
            .codeGrant(
                realm.browser("alice"), "scope", ALL_SCOPES, "resource", "urn:client:calendar-api");

    assertThat(audience(reply)).containsExactly("calendar-api");
    assertThat(scope(reply)).contains("calendar").doesNotContain("contacts");
    assertThat(roleClients(reply)).containsExactly("calendar-api");

    JsonNode shown = realm.client("calendar-api").introspect(accessToken(reply)).json();
    assertThat(shown.path("aud").asText()).isEqualTo("calendar-api");
    assertThat(roleClients(shown)).containsExactly("calendar-api");
  }

  @Test
  void aDisabledClientIsNoResource(TestRealm realm) {
    register(realm, "closed-api", "https://closed.example.com/");
    OAuthClient planner = realm.client("planner");
    Reply open = planner.clientCredentials("resource", "https://closed.example.com/");
    assertThat(audience(open)).containsExactly("https://closed.example.com/");

    String path = "clients/" + realm.clientUuid("closed-api");
    ObjectNode client = (ObjectNode) realm.adminGet(path);
    client.put("enabled", false);
    realm.adminPut(path, client);
    assertInvalidTarget(
        planner.clientCredentials("resource", "https://closed.example.com/"), "not known");
    assertInvalidTarget(
        planner.clientCredentials("resource", "urn:client:closed-api"), "not known");
  }

  @Test
  void aResourceRegisteredTwiceIsRefused(TestRealm realm) {
    register(realm, "first-api", "https://twice.example.com/");
    register(realm, "second-api", "https://twice.example.com");
    assertInvalidTarget(
        realm.client("planner").clientCredentials("resource", "https://twice.example.com/"),
        "registered more than once");
  }

  @Test
  void aClientWithoutTheMapperIsLeftAlone(TestRealm realm) {
    OAuthClient plain = newClient(realm, "plain", null);
    Reply without = plain.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES);
    Reply with = plain.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR);

    assertThat(audience(with)).containsExactlyInAnyOrderElementsOf(audience(without));
    assertThat(scope(with)).isEqualTo(scope(without));
    assertThat(plain.clientCredentials("resource", UNKNOWN).status()).isEqualTo(200);
  }

  @Test
  void introspectionShowsTheTokensOwnAudienceScopeAndRoles(TestRealm realm) {
    String token =
        accessToken(
            realm
                .client("planner")
                .codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR));

    JsonNode shown = realm.client("calendar-api").introspect(token).json();
    assertThat(shown.path("active").asBoolean()).isTrue();
    assertThat(shown.path("aud").asText()).isEqualTo(CALENDAR);
    assertThat(roleClients(shown)).containsExactly("calendar-api");
    assertThat(shown.at("/resource_access/calendar-api/roles/0").asText()).isEqualTo("reader");
    assertThat(shown.path("scope").asText()).contains("calendar").doesNotContain("contacts");

    assertThat(realm.client("contacts-api").introspect(token).json().path("active").asBoolean())
        .isFalse();
  }

  /** Keycloak does not look at the audience there, and the token is still the person's. */
  @Test
  void userinfoTakesARestrictedTokenAsItTakesAny(TestRealm realm) {
    String token =
        accessToken(
            realm
                .client("planner")
                .codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR));
    Reply userinfo =
        Http.get(
            realm.issuer() + "/protocol/openid-connect/userinfo",
            Http.AUTHORIZATION,
            Http.bearer(token));
    assertThat(userinfo.status()).isEqualTo(200);
    assertThat(userinfo.text("preferred_username")).isEqualTo("alice");
  }

  @Test
  void lightweightTokensAreRestrictedInTheTokenAndInIntrospection(TestRealm realm) {
    OAuthClient client = newClient(realm, "lightweight", Map.of());
    String path = "clients/" + realm.clientUuid("lightweight");
    ObjectNode changed = (ObjectNode) realm.adminGet(path);
    ((ObjectNode) changed.get("attributes"))
        .put("client.use.lightweight.access.token.enabled", "true");
    realm.adminPut(path, changed);

    Reply reply =
        client.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR);
    assertThat(audience(reply)).containsExactly(CALENDAR);
    JsonNode shown = realm.client("calendar-api").introspect(accessToken(reply)).json();
    assertThat(shown.path("aud").asText()).isEqualTo(CALENDAR);
    assertThat(roleClients(shown)).containsExactly("calendar-api");
    assertThat(shown.path("scope").asText()).contains("calendar").doesNotContain("contacts");
  }

  private static String code(OAuthClient client, Browser browser, String... parameters) {
    Map<String, String> answer = client.authorize(browser, parameters);
    assertThat(answer).containsKey("code");
    return String.valueOf(answer.get("code"));
  }

  private static void register(TestRealm realm, String clientId, String resourceUrl) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            clientId,
            "bearerOnly",
            true,
            "attributes",
            Map.of("resource_url", resourceUrl)));
  }

  static void assertInvalidTarget(Reply reply, String reason) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.text("error")).isEqualTo("invalid_target");
    assertThat(reply.text("error_description")).contains(reason);
  }
}
