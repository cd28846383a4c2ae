package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.accessToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.describedProvider;
import static io.github.umatrust.it.indicator.IndicatorRealm.mapper;
import static io.github.umatrust.it.indicator.IndicatorRealm.newClient;
import static io.github.umatrust.it.indicator.IndicatorRealm.properties;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.roleClients;
import static io.github.umatrust.it.indicator.IndicatorRealm.scope;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator can set on the mapper, and where the mapper can be. */
@ExtendWith(Keycloak.class)
class ResourceIndicatorSettingsIT {

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
  }

  @Test
  void allowedResourcesAreTheOnlyOnes(TestRealm realm) {
    OAuthClient client =
        newClient(realm, "allowed", Map.of("allowed.resources", "https://CALENDAR.example.com"));

    assertThat(audience(client.clientCredentials("resource", CALENDAR))).containsExactly(CALENDAR);
    assertInvalidTarget(
        client.clientCredentials("resource", CONTACTS), "is not allowed for this client");
    assertThat(client.authorize(realm.browser("alice"), "resource", CONTACTS))
        .containsEntry("error", "invalid_target");
  }

  @Test
  void severalAllowedResources(TestRealm realm) {
    OAuthClient client =
        newClient(
            realm, "allowed-several", Map.of("allowed.resources", CALENDAR + "##" + CONTACTS));
    assertThat(audience(client.clientCredentials("resource", CALENDAR))).containsExactly(CALENDAR);
    assertThat(audience(client.clientCredentials("resource", CONTACTS))).containsExactly(CONTACTS);
  }

  @Test
  void defaultResourceAppliesWhereNoneIsNamed(TestRealm realm) {
    OAuthClient client = newClient(realm, "with-default", Map.of("default.resource", CALENDAR));

    assertThat(audience(client.clientCredentials())).containsExactly(CALENDAR);
    assertThat(audience(client.clientCredentials("resource", CONTACTS))).containsExactly(CONTACTS);

    Reply reply = client.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES);
    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(audience(client.refresh(refreshToken(reply)))).containsExactly(CALENDAR);
    assertInvalidTarget(
        client.refresh(refreshToken(reply), "resource", CONTACTS), "not part of what was granted");
  }

  @Test
  void aDefaultNobodyRegistersGivesNoToken(TestRealm realm) {
    OAuthClient client =
        newClient(realm, "bad-default", Map.of("default.resource", "https://gone.example.com/"));
    assertInvalidTarget(client.clientCredentials(), "not known");
  }

  @Test
  void requiredResourceMustBeNamed(TestRealm realm) {
    OAuthClient client = newClient(realm, "required", Map.of("resource.required", "true"));

    assertInvalidTarget(client.clientCredentials(), "resource is missing");
    assertThat(client.authorize(realm.browser("alice")))
        .containsEntry("error", "invalid_target")
        .containsEntry(
            "error_description", "the parameter resource is missing and this client must send it");
    Reply reply = client.codeGrant(realm.browser("alice"), "resource", CALENDAR);
    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(audience(client.refresh(refreshToken(reply)))).containsExactly(CALENDAR);
  }

  @Test
  void audienceCanBeTheClientId(TestRealm realm) {
    OAuthClient client = newClient(realm, "client-id-form", Map.of("audience.form", "client_id"));
    Reply reply =
        client.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR);

    assertThat(audience(reply)).containsExactly("calendar-api");
    assertThat(roleClients(reply)).containsExactly("calendar-api");
    Reply refreshed = client.refresh(refreshToken(reply));
    assertThat(audience(refreshed)).containsExactly("calendar-api");
    assertInvalidTarget(
        client.refresh(refreshToken(refreshed), "resource", CONTACTS),
        "not part of what was granted");

    JsonNode shown = realm.client("calendar-api").introspect(accessToken(refreshed)).json();
    assertThat(shown.path("active").asBoolean()).isTrue();
    assertThat(shown.path("aud").asText()).isEqualTo("calendar-api");
    assertThat(roleClients(shown)).containsExactly("calendar-api");
  }

  @Test
  void aScopeBelongsToTheResourcesItsMapperNames(TestRealm realm) {
    for (Map.Entry<String, String> scope :
        Map.of("meetings", CALENDAR, "people", CONTACTS, "neutral", "").entrySet()) {
      realm.adminPost(
          "client-scopes",
          Map.of(
              "name",
              scope.getKey(),
              "protocol",
              "openid-connect",
              "attributes",
              Map.of("include.in.token.scope", "true"),
              "protocolMappers",
              scope.getValue().isEmpty()
                  ? List.of()
                  : List.of(mapper(Map.of("scope.resources", scope.getValue())))));
    }
    OAuthClient client = newClient(realm, "scoped", Map.of());
    String path = "clients/" + realm.clientUuid("scoped") + "/optional-client-scopes/";
    for (String name : List.of("meetings", "people", "neutral")) {
      realm.adminPut(path + realm.clientScopeId(name), Map.of());
    }

    Reply calendar =
        client.clientCredentials("scope", "meetings people neutral", "resource", CALENDAR);
    assertThat(scope(calendar)).contains("meetings", "neutral").doesNotContain("people");
    Reply contacts =
        client.clientCredentials("scope", "meetings people neutral", "resource", CONTACTS);
    assertThat(scope(contacts)).contains("people", "neutral").doesNotContain("meetings");
  }

  @Test
  void anOptionalScopeWithTheMapperCannotBeLeftOut(TestRealm realm) {
    OAuthClient client = newClient(realm, "optional-switch", null);
    assertThat(
            audience(client.clientCredentials("scope", "calendar contacts", "resource", CALENDAR)))
        .doesNotContain(CALENDAR);

    realm.adminPut(
        "clients/"
            + realm.clientUuid("optional-switch")
            + "/optional-client-scopes/"
            + realm.clientScopeId("resource-indicators"),
        Map.of());
    assertThat(
            audience(client.clientCredentials("scope", "calendar contacts", "resource", CALENDAR)))
        .containsExactly(CALENDAR);
  }

  @Test
  void aNewClientGetsTheMapperWithTheRealmDefaultScope(TestRealm realm) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "newcomer",
            "secret",
            "newcomer-secret",
            "serviceAccountsEnabled",
            true,
            "publicClient",
            false));
    assertThat(audience(realm.client("newcomer").clientCredentials("resource", CALENDAR)))
        .containsExactly(CALENDAR);
  }

  @Test
  void oneResourcePerAccessToken(TestRealm realm) {
    OAuthClient client = newClient(realm, "single", Map.of("single.resource", "true"));
    String reason = "an access token of this client is for one resource";

    assertInvalidTarget(
        client.clientCredentials("resource", CALENDAR, "resource", CONTACTS), reason);
    assertThat(audience(client.clientCredentials("resource", CALENDAR, "resource", CALENDAR)))
        .containsExactly(CALENDAR);

    Map<String, String> answer =
        client.authorize(
            realm.browser("alice"),
            "scope",
            ALL_SCOPES,
            "resource",
            CALENDAR,
            "resource",
            CONTACTS);
    String code = String.valueOf(answer.get("code"));
    assertInvalidTarget(client.code(code), reason);
    Reply calendar = client.code(code, "resource", CALENDAR);
    assertThat(audience(calendar)).containsExactly(CALENDAR);
    assertInvalidTarget(client.refresh(refreshToken(calendar)), reason);
    assertThat(audience(client.refresh(refreshToken(calendar), "resource", CONTACTS)))
        .containsExactly(CONTACTS);

    // The token of the front channel is one token too.
    String url =
        client
                .authorizationUrl("scope", ALL_SCOPES, "resource", CALENDAR, "resource", CONTACTS)
                .replace("response_type=code", "response_type=token")
            + "&nonce=n";
    assertThat(realm.browser("alice").openUntil(url, OAuthClient.CALLBACK))
        .containsEntry("error", "invalid_target");
  }

  @Test
  void theLimitIsASetting(TestRealm realm) {
    OAuthClient client = newClient(realm, "limited", Map.of("max.resources", "1"));
    assertInvalidTarget(
        client.clientCredentials("resource", CALENDAR, "resource", CONTACTS),
        "more than 1 resources in one request");
    assertThat(audience(client.clientCredentials("resource", CALENDAR))).containsExactly(CALENDAR);
  }

  @Test
  void aTrailingSlashCanBeIgnored(TestRealm realm) {
    String api = "https://slashes.example.com/v1";
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "slashes-api",
            "bearerOnly",
            true,
            "attributes",
            Map.of("resource_url", api)));
    OAuthClient exact = newClient(realm, "exact", Map.of());
    assertInvalidTarget(exact.clientCredentials("resource", api + "/"), "not known");

    OAuthClient client =
        newClient(
            realm,
            "ignoring",
            Map.of("ignore.trailing.slash", "true", "allowed.resources", api + "/"));
    // The audience is the registered form, which is what the API compares with.
    assertThat(audience(client.clientCredentials("resource", api + "/"))).containsExactly(api);
    Reply reply = client.codeGrant(realm.browser("alice"), "resource", api + "/");
    assertThat(audience(reply)).containsExactly(api);
    assertThat(audience(client.refresh(refreshToken(reply), "resource", api))).containsExactly(api);
    assertThat(audience(client.refresh(refreshToken(reply), "resource", api + "/")))
        .containsExactly(api);
    assertInvalidTarget(client.clientCredentials("resource", api + "//"), "not known");
  }

  @Test
  void accessTokensCanHaveTheFormOfRfc9068(TestRealm realm) {
    OAuthClient client = newClient(realm, "rfc9068", Map.of("rfc9068", "true"));
    Reply reply =
        client.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES, "resource", CALENDAR);
    for (Reply tokens : List.of(reply, client.refresh(refreshToken(reply)))) {
      assertThat(Tokens.header(accessToken(tokens)).path("typ").asText()).isEqualTo("at+jwt");
      assertThat(Tokens.header(tokens.text("id_token")).path("typ").asText()).isEqualTo("JWT");
      assertThat(Tokens.header(refreshToken(tokens)).path("typ").asText()).isEqualTo("JWT");
      JsonNode claims = Tokens.claims(accessToken(tokens));
      assertThat(claims.path("client_id").asText()).isEqualTo("rfc9068");
      for (String required : List.of("iss", "exp", "aud", "sub", "iat", "jti")) {
        assertThat(claims.has(required)).as(required).isTrue();
      }
      assertThat(
              realm
                  .client("calendar-api")
                  .introspect(accessToken(tokens))
                  .json()
                  .path("active")
                  .asBoolean())
          .isTrue();
    }
    // Also without a resource, and nobody else's tokens.
    assertThat(Tokens.header(accessToken(client.clientCredentials())).path("typ").asText())
        .isEqualTo("at+jwt");
    assertThat(
            Tokens.header(accessToken(realm.client("planner").clientCredentials()))
                .path("typ")
                .asText())
        .isEqualTo("JWT");
  }

  @Test
  void reportOnlyTellsAndChangesNothing(TestRealm realm, KeycloakServer server) throws IOException {
    OAuthClient client =
        newClient(realm, "reported", Map.of("report.only", "true", "resource.required", "true"));
    Reply free = client.codeGrant(realm.browser("alice"), "scope", ALL_SCOPES);
    assertThat(audience(free)).contains("calendar-api", "contacts-api");
    assertThat(audience(client.refresh(refreshToken(free)))).contains("contacts-api");
    for (String resource : List.of(CALENDAR, "https://nobody.example.com/")) {
      assertThat(
              audience(
                  client.codeGrant(
                      realm.browser("alice"), "scope", ALL_SCOPES, "resource", resource)))
          .contains("calendar-api", "contacts-api");
      assertThat(client.clientCredentials("resource", resource).status()).isEqualTo(200);
    }
    for (String endpoint : List.of("ext/par/request", "auth/device")) {
      assertThat(
              Http.postForm(
                      realm.issuer() + "/protocol/openid-connect/" + endpoint,
                      Map.of(
                          "response_type", List.of("code"),
                          "redirect_uri", List.of(OAuthClient.CALLBACK),
                          "resource", List.of("https://nobody.example.com/")),
                      Http.AUTHORIZATION,
                      Http.basic("reported", "reported-secret"))
                  .status())
          .isIn(200, 201);
    }
    // Keycloak's own refusal of two values stays too.
    assertThat(
            client
                .clientCredentials("resource", CALENDAR, "resource", CONTACTS)
                .text("error_description"))
        .isEqualTo("duplicated parameter");

    assertThat(Files.readString(server.log()))
        .contains(
            "Report only: realm "
                + realm.name()
                + ", client 'reported': this authorization request would be refused with"
                + " invalid_target: resource 'https://nobody.example.com/' is not known here",
            "client 'reported': this token request would be refused with invalid_target: the"
                + " parameter resource is missing and this client must send it",
            "client 'reported': this pushed authorization request would be refused with"
                + " invalid_target: resource 'https://nobody.example.com/' is not known here",
            "client 'reported': this device authorization request would be refused",
            "client 'reported': this token request would be restricted to [" + CALENDAR + "]");
    assertThat(Http.get(server.metricsUrl()).body())
        .containsPattern(
            "uma_trust_resource_indicators_reported_total\\{outcome=\"refused\",realm=\""
                + realm.name()
                + "\",?\\} [1-9]");

    // A second mapper that is not in this mode enforces what it says.
    realm.adminPost(
        "clients/" + realm.clientUuid("reported") + "/protocol-mappers/models",
        mapper(Map.of()).put("name", "enforcing"));
    assertThat(audience(client.clientCredentials("resource", CALENDAR))).containsExactly(CALENDAR);
    assertThat(client.clientCredentials().status()).isEqualTo(200);
  }

  @Test
  void theMapperIsOfferedInTheAdminConsole(TestRealm realm) {
    JsonNode ours =
        describedProvider(
            realm, "resource-indicator-mapper", "protocolMapperTypes", "openid-connect");
    assertThat(ours.path("name").asText()).isEqualTo("Resource indicators (RFC 8707)");
    assertThat(properties(ours))
        .containsExactly(
            "allowed.resources",
            "default.resource",
            "resource.required",
            "audience.form",
            "single.resource",
            "max.resources",
            "ignore.trailing.slash",
            "rfc9068",
            "report.only",
            "scope.resources");
  }

  @ParameterizedTest
  @CsvSource({
    "allowed.resources, calendar",
    "allowed.resources, https://a.example.com/##/b",
    "default.resource, https://a.example.com/#f",
    "scope.resources, not a uri",
    "max.resources, 0",
    "audience.form, everything"
  })
  void settingsThatCouldNotBeKeptAreNotSaved(String setting, String value, TestRealm realm) {
    Reply reply =
        Http.postJson(
            realm.adminUrl("clients/" + realm.clientUuid("planner") + "/protocol-mappers/models"),
            mapper(Map.of(setting, value)),
            Http.AUTHORIZATION,
            realm.administrator());
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
  }
}
