package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.accessToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.newClient;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.scope;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scopes that the token's resources do not understand go, with all that came through them. */
@ExtendWith(Keycloak.class)
class ScopesAndClaimsIT {

  private static final String CLIENT = "scoped-client";

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
    newClient(realm, CLIENT, Map.of());
    // What contacts brings besides the audience: claims of its own, one that profile has too, and
    // the realm role it is for.
    String contacts = "client-scopes/" + realm.clientScopeId("contacts");
    addClaim(realm, contacts, "address_book", "private");
    addClaim(realm, contacts, "shared", "from contacts");
    addClaim(realm, contacts, "nested.contacts", "private");
    String calendar = "client-scopes/" + realm.clientScopeId("calendar");
    addClaim(realm, calendar, "time_zone", "Europe/Berlin");
    addClaim(realm, calendar, "shared", "from calendar");
    addClaim(realm, calendar, "nested.calendar", "open");
    for (String role : List.of("address-book-editor", "everyone")) {
      realm.adminPost("roles", Map.of("name", role));
      JsonNode representation = realm.adminGet("roles/" + role);
      realm.adminPost(
          "users/" + realm.userId("alice") + "/role-mappings/realm", List.of(representation));
    }
    realm.adminPost(
        contacts + "/scope-mappings/realm",
        List.of(realm.adminGet("roles/address-book-editor"), realm.adminGet("roles/everyone")));
    realm.adminPost(calendar + "/scope-mappings/realm", List.of(realm.adminGet("roles/everyone")));
    // Service accounts may ask for calendar too.
    realm.adminPost(
        "roles/default-roles-" + realm.name() + "/composites",
        List.of(realm.adminGet("roles/everyone")));
    withoutFullScope(realm, CLIENT);
  }

  @Test
  void withBothResourcesEverythingIsThere(TestRealm realm) {
    JsonNode claims = claims(realm, "resource", CALENDAR, "resource", CONTACTS);
    assertThat(claims.path("address_book").asText()).isEqualTo("private");
    assertThat(claims.path("time_zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(claims.path("nested").size()).isEqualTo(2);
    assertThat(roles(claims)).contains("address-book-editor", "everyone");
  }

  @Test
  void claimsAndRolesOfAScopeThatWasLeftOutGoWithIt(TestRealm realm) {
    JsonNode claims = claims(realm, "resource", CALENDAR);
    assertThat(claims.has("address_book")).isFalse();
    assertThat(claims.path("time_zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(claims.path("shared").asText()).isEqualTo("from calendar");
    assertThat(claims.path("nested").has("contacts")).isFalse();
    assertThat(claims.path("nested").path("calendar").asText()).isEqualTo("open");
    assertThat(roles(claims)).contains("everyone").doesNotContain("address-book-editor");
    assertThat(claims.path("preferred_username").asText()).isEqualTo("alice");
  }

  @Test
  void introspectionDoesNotBringThemBack(TestRealm realm) {
    // As a default scope it is not in the token's scope and is evaluated again all the same.
    OAuthClient client = newClient(realm, "contacts-by-default", Map.of());
    withoutFullScope(realm, "contacts-by-default");
    String uuid = realm.clientUuid("contacts-by-default");
    realm.adminDelete(
        "clients/" + uuid + "/optional-client-scopes/" + realm.clientScopeId("contacts"));
    realm.adminPut(
        "clients/" + uuid + "/default-client-scopes/" + realm.clientScopeId("contacts"), Map.of());

    Reply reply =
        client.codeGrant(realm.browser("alice"), "scope", "openid calendar", "resource", CALENDAR);
    assertThat(Tokens.claims(accessToken(reply)).has("address_book")).isFalse();
    JsonNode shown = realm.client("calendar-api").introspect(accessToken(reply)).json();
    assertThat(shown.path("active").asBoolean()).isTrue();
    assertThat(shown.has("address_book")).isFalse();
    assertThat(shown.path("time_zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(roles(shown)).doesNotContain("address-book-editor");
    assertThat(shown.path("scope").asText()).doesNotContain("contacts");
  }

  @Test
  void refreshKeepsTheFullGrant(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    Reply reply =
        client.codeGrant(
            realm.browser("alice"),
            "scope",
            "openid calendar contacts",
            "resource",
            CALENDAR,
            "resource",
            CONTACTS);
    Reply calendar = client.refresh(refreshToken(reply), "resource", CALENDAR);
    assertThat(Tokens.claims(accessToken(calendar)).has("address_book")).isFalse();
    Reply contacts = client.refresh(refreshToken(calendar), "resource", CONTACTS);
    assertThat(Tokens.claims(accessToken(contacts)).path("address_book").asText())
        .isEqualTo("private");
    assertThat(Tokens.claims(accessToken(contacts)).has("time_zone")).isFalse();
  }

  @Test
  void aRequestOfWhichNothingWouldRemainIsRefused(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    String reason = "none of the requested scopes is understood by the requested resource";
    assertInvalidTarget(
        client.clientCredentials("scope", "contacts", "resource", CALENDAR), reason);
    assertThat(client.authorize(realm.browser("alice"), "scope", "contacts", "resource", CALENDAR))
        .containsEntry("error", "invalid_target")
        .containsEntry("error_description", reason);
    assertInvalidTarget(
        Http.postForm(
            realm.issuer() + "/protocol/openid-connect/ext/par/request",
            Map.of(
                "response_type", List.of("code"),
                "redirect_uri", List.of(OAuthClient.CALLBACK),
                "scope", List.of("contacts"),
                "resource", List.of(CALENDAR)),
            Http.AUTHORIZATION,
            Http.basic(CLIENT, CLIENT + "-secret")),
        reason);

    // Something remains: a scope of the resource, a neutral one, or none was asked for.
    assertThat(scope(client.clientCredentials("scope", "contacts calendar", "resource", CALENDAR)))
        .contains("calendar")
        .doesNotContain("contacts");
    assertThat(
            audience(client.clientCredentials("scope", "contacts profile", "resource", CALENDAR)))
        .containsExactly(CALENDAR);
    assertThat(audience(client.clientCredentials("resource", CALENDAR))).containsExactly(CALENDAR);

    // The grant has a scope for the other resource only.
    String code =
        String.valueOf(
            client
                .authorize(
                    realm.browser("alice"),
                    "scope",
                    "calendar",
                    "resource",
                    CALENDAR,
                    "resource",
                    CONTACTS)
                .get("code"));
    assertInvalidTarget(client.code(code, "resource", CONTACTS), reason);
    assertThat(audience(client.code(code, "resource", CALENDAR))).containsExactly(CALENDAR);
  }

  private static JsonNode claims(TestRealm realm, String... resources) {
    String[] parameters = new String[resources.length + 2];
    parameters[0] = "scope";
    parameters[1] = "openid calendar contacts";
    System.arraycopy(resources, 0, parameters, 2, resources.length);
    return Tokens.claims(
        accessToken(realm.client(CLIENT).codeGrant(realm.browser("alice"), parameters)));
  }

  private static List<String> roles(JsonNode claims) {
    return claims.at("/realm_access/roles").valueStream().map(JsonNode::asText).toList();
  }

  /** Roles come through scopes only. */
  private static void withoutFullScope(TestRealm realm, String clientId) {
    ObjectNode client = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid(clientId));
    client.put("fullScopeAllowed", false);
    realm.adminPut("clients/" + realm.clientUuid(clientId), client);
  }

  private static void addClaim(TestRealm realm, String container, String claim, String value) {
    realm.adminPost(
        container + "/protocol-mappers/models",
        Map.of(
            "name",
            claim,
            "protocol",
            "openid-connect",
            "protocolMapper",
            "oidc-hardcoded-claim-mapper",
            "config",
            Map.of(
                "claim.name", claim,
                "claim.value", value,
                "jsonType.label", "String",
                "access.token.claim", "true",
                "introspection.token.claim", "true")));
  }
}
