package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.clientProfiles;
import static io.github.umatrust.it.indicator.IndicatorRealm.describedProvider;
import static io.github.umatrust.it.indicator.IndicatorRealm.newClient;
import static io.github.umatrust.it.indicator.IndicatorRealm.properties;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The switch in realm settings, client policies: an executor in a profile. */
@ExtendWith(Keycloak.class)
class ClientPolicyIT {

  private static final Map<String, Object> ANY_CLIENT =
      Map.of("condition", "any-client", "configuration", Map.of());

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
    newClient(realm, "no-mapper", null);
  }

  @AfterEach
  void removePolicies(TestRealm realm) {
    realm.adminPut("client-policies/policies", Map.of("policies", List.of()));
    realm.adminPut("client-policies/profiles", Map.of("profiles", List.of()));
  }

  @Test
  void underAnyClientEveryClientIsCovered(TestRealm realm) {
    OAuthClient client = realm.client("no-mapper");
    assertThat(
            audience(client.clientCredentials("scope", "calendar contacts", "resource", CALENDAR)))
        .contains("contacts-api");

    apply(realm, Map.of(), ANY_CLIENT);
    Reply reply =
        client.codeGrant(
            realm.browser("alice"),
            "scope",
            ALL_SCOPES,
            "resource",
            CALENDAR,
            "resource",
            CONTACTS);
    assertThat(audience(reply)).containsExactlyInAnyOrder(CALENDAR, CONTACTS);
    assertThat(audience(client.refresh(refreshToken(reply), "resource", CONTACTS)))
        .containsExactly(CONTACTS);
    assertThat(client.authorize(realm.browser("alice"), "resource", "https://nobody.example.com/"))
        .containsEntry("error", "invalid_target");
  }

  /** Agents and tools register like this today: with a scope, and so without realm defaults. */
  @Test
  void aClientRegisteredDynamicallyIsCovered(TestRealm realm) {
    apply(realm, Map.of("resource-required", true), ANY_CLIENT);
    String initialToken =
        realm
            .adminPost("clients-initial-access", Map.of("count", 1, "expiration", 60))
            .text("token");
    realm.adminPut("default-optional-client-scopes/" + realm.clientScopeId("calendar"), Map.of());
    Reply registration =
        Http.postJson(
            realm.issuer() + "/clients-registrations/openid-connect",
            Map.of(
                "client_name",
                "an agent",
                "redirect_uris",
                List.of(OAuthClient.CALLBACK),
                "grant_types",
                List.of("authorization_code", "refresh_token"),
                "scope",
                "calendar"),
            Http.AUTHORIZATION,
            Http.bearer(initialToken));
    assertThat(registration.status()).as(registration.body()).isEqualTo(201);
    JsonNode registered = registration.json();
    OAuthClient agent =
        realm.client(
            registered.path("client_id").asText(), registered.path("client_secret").asText());

    assertThat(agent.authorize(realm.browser("alice"), "scope", "openid calendar"))
        .containsEntry("error", "invalid_target");
    Reply reply =
        agent.codeGrant(realm.browser("alice"), "scope", "openid calendar", "resource", CALENDAR);
    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(audience(agent.refresh(refreshToken(reply)))).containsExactly(CALENDAR);
  }

  @Test
  void theSettingsAreThoseOfTheMapper(TestRealm realm) {
    OAuthClient client = realm.client("no-mapper");
    apply(
        realm,
        Map.of(
            "allowed-resources",
            List.of(CALENDAR),
            "default-resource",
            CALENDAR,
            "audience-form",
            "client_id",
            "max-resources",
            "1"),
        ANY_CLIENT);
    assertThat(audience(client.clientCredentials())).containsExactly("calendar-api");
    assertInvalidTarget(client.clientCredentials("resource", CONTACTS), "is not allowed");
    assertInvalidTarget(
        client.clientCredentials("resource", CALENDAR, "resource", CALENDAR),
        "more than 1 resources");
  }

  @Test
  void mapperAndPolicyTogetherAreTheNarrowerOfBoth(TestRealm realm) {
    OAuthClient client =
        newClient(realm, "both", Map.of("allowed.resources", CALENDAR + "##" + CONTACTS));
    apply(realm, Map.of("allowed-resources", List.of(CONTACTS)), ANY_CLIENT);
    assertThat(audience(client.clientCredentials("resource", CONTACTS))).containsExactly(CONTACTS);
    assertInvalidTarget(client.clientCredentials("resource", CALENDAR), "is not allowed");
  }

  @Test
  void aPolicyCoversWhomItsConditionsName(TestRealm realm) {
    OAuthClient client = realm.client("no-mapper");
    String unknown = "https://nobody.example.com/";
    Map<String, Object> role =
        Map.of("condition", "client-roles", "configuration", Map.of("roles", List.of("covered")));
    apply(realm, Map.of(), role);
    assertThat(client.clientCredentials("resource", unknown).status()).isEqualTo(200);

    String path = "clients/" + realm.clientUuid("no-mapper") + "/roles";
    realm.adminPost(path, Map.of("name", "covered"));
    assertInvalidTarget(client.clientCredentials("resource", unknown), "not known");

    // Optional scopes count whether or not they are asked for.
    apply(
        realm,
        Map.of(),
        Map.of(
            "condition",
            "client-scopes",
            "configuration",
            Map.of("type", "Optional", "scopes", List.of("calendar"))));
    assertInvalidTarget(client.clientCredentials("resource", unknown), "not known");

    apply(
        realm,
        Map.of(),
        Map.of(
            "condition", "client-access-type", "configuration", Map.of("type", List.of("public"))));
    assertThat(client.clientCredentials("resource", unknown).status()).isEqualTo(200);
  }

  /** What a single request says must not switch enforcement on or off. */
  @Test
  void aConditionOnTheRequestAloneCoversNobody(TestRealm realm) {
    apply(
        realm,
        Map.of(),
        Map.of(
            "condition",
            "grant-type",
            "configuration",
            Map.of("grant_types", List.of("client_credentials"))));
    assertThat(
            realm
                .client("no-mapper")
                .clientCredentials("resource", "https://nobody.example.com/")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aDisabledPolicyCoversNobody(TestRealm realm) {
    apply(realm, Map.of(), ANY_CLIENT);
    JsonNode policies = realm.adminGet("client-policies/policies");
    ((ObjectNode) policies.at("/policies/0")).put("enabled", false);
    realm.adminPut("client-policies/policies", policies);
    assertThat(
            realm
                .client("no-mapper")
                .clientCredentials("resource", "https://nobody.example.com/")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "allowed-resources, calendar",
    "default-resource, /relative",
    "audience-form, everything",
    "max-resources, 99",
    // As the mapper spells it: a setting that would not be in force.
    "allowed.resources, https://calendar.example.com/"
  })
  void settingsThatCouldNotBeKeptAreNotSaved(String setting, String value, TestRealm realm) {
    Reply reply =
        Http.putJson(
            realm.adminUrl("client-policies/profiles"),
            clientProfiles(Map.of(setting, value)),
            Http.AUTHORIZATION,
            realm.administrator());
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
  }

  @Test
  void theExecutorIsOfferedInTheAdminConsole(TestRealm realm) {
    JsonNode executor =
        describedProvider(
            realm,
            "resource-indicators",
            "componentTypes",
            "org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider");
    assertThat(executor.path("helpText").asText()).isNotBlank();
    assertThat(properties(executor))
        .containsExactly(
            "allowed-resources",
            "default-resource",
            "resource-required",
            "audience-form",
            "single-resource",
            "max-resources",
            "ignore-trailing-slash",
            "rfc9068",
            "report-only");
  }

  private static void apply(
      TestRealm realm, Map<String, Object> configuration, Map<String, Object> condition) {
    realm.adminPut("client-policies/profiles", clientProfiles(configuration));
    realm.adminPut(
        "client-policies/policies",
        Map.of(
            "policies",
            List.of(
                Map.of(
                    "name",
                    "resource indicators",
                    "enabled",
                    true,
                    "conditions",
                    List.of(condition),
                    "profiles",
                    List.of("indicators")))));
  }
}
