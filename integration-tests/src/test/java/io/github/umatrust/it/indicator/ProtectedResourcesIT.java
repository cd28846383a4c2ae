package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.mapper;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code protected_resources} in the metadata of a realm (RFC 9728 §4). */
@ExtendWith(Keycloak.class)
@Tag("thorough")
class ProtectedResourcesIT {

  private static final String OPENID = "/realms/{realm}/.well-known/openid-configuration";
  private static final String OAUTH = "/realms/{realm}/.well-known/oauth-authorization-server";
  private static final String OAUTH_AT_ROOT =
      "/.well-known/oauth-authorization-server/realms/{realm}";

  @ParameterizedTest
  @ValueSource(strings = {OPENID, OAUTH, OAUTH_AT_ROOT})
  void everyMetadataAddressListsTheRegisteredResources(String address, TestRealm realm) {
    assertThat(listed(realm, address)).containsExactly(CALENDAR, CONTACTS);
  }

  @Test
  void resourceSetsOfPersonsAreNotListed(TestRealm realm) {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    Reply registered =
        Http.postJson(
            uma.resourceSets(),
            Map.of(
                "name",
                "Diary",
                "uri",
                "https://album.example.com/diary",
                "scopes",
                List.of("view")),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(registered.status()).as(registered.body()).isEqualTo(201);

    assertThat(listed(realm, OPENID)).containsExactly(CALENDAR, CONTACTS);
  }

  @Test
  void onlyUrlsOfEnabledClientsThatAreNotHiddenAreListed(KeycloakServer server) {
    TestRealm realm = newRealm(server, "it-discovery-listed");
    register(realm, "two", Map.of("resource_url", "https://b.example.com##https://a.example.com/"));
    register(realm, "urn", Map.of("resource_url", "urn:example:api##relative"));
    register(
        realm,
        "shown",
        Map.of("resource_url", "https://c.example.com/", "resource_url.hidden", "false"));
    register(
        realm,
        "hidden",
        Map.of("resource_url", "https://hidden.example.com/", "resource_url.hidden", "true"));
    register(realm, "off", Map.of("resource_url", "https://off.example.com/"));
    ObjectNode off = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid("off"));
    realm.adminPut("clients/" + realm.clientUuid("off"), off.put("enabled", false));
    switchOnFor(realm, "two");

    assertThat(listed(realm, OPENID))
        .containsExactly(
            "https://a.example.com/", "https://b.example.com", "https://c.example.com/");
  }

  @Test
  void aRealmWithoutResourcesHasNoSuchMember(KeycloakServer server) {
    TestRealm realm = newRealm(server, "it-discovery-empty");
    register(realm, "app", Map.of());
    switchOnFor(realm, "app");

    assertThat(metadata(realm, OPENID).has("protected_resources")).isFalse();
    assertThat(metadata(realm, OAUTH).has("protected_resources")).isFalse();
  }

  @Test
  void onlyTheMemberIsAddedAndOnlyOnceEnforcementIsSwitchedOn(KeycloakServer server) {
    TestRealm realm = newRealm(server, "it-discovery-switch");
    register(realm, "api", Map.of("resource_url", CALENDAR));
    for (String address : List.of(OPENID, OAUTH, OAUTH_AT_ROOT)) {
      assertThat(metadata(realm, address).has("protected_resources")).as(address).isFalse();
    }
    Reply before = get(realm, OPENID);

    switchOnFor(realm, "api");
    Reply after = get(realm, OPENID);

    ObjectNode expected = (ObjectNode) before.json();
    expected.putArray("protected_resources").add(CALENDAR);
    assertThat(after.json()).isEqualTo(expected);
    assertThat(after.body()).startsWith(before.body().substring(0, before.body().length() - 1));
    assertThat(headers(after))
        .isEqualTo(headers(before))
        .containsKey("access-control-allow-origin");
    assertThat(after.header("Cache-Control"))
        .hasValue("no-cache, must-revalidate, no-transform, no-store");
    assertThat(after.header("Content-Type")).hasValue("application/json");
  }

  @Test
  void anExecutorInAClientProfileSwitchesItOnToo(KeycloakServer server) {
    TestRealm realm = newRealm(server, "it-discovery-executor");
    register(realm, "api", Map.of("resource_url", CALENDAR));
    assertThat(metadata(realm, OPENID).has("protected_resources")).isFalse();
    realm.adminPut("client-policies/profiles", IndicatorRealm.clientProfiles(Map.of()));
    assertThat(listed(realm, OPENID)).containsExactly(CALENDAR);
  }

  @Test
  void otherWellKnownAnswersStayAsTheyAre(TestRealm realm) {
    assertThat(
            metadata(realm, "/realms/{realm}/.well-known/uma2-configuration")
                .has("protected_resources"))
        .isFalse();
    assertThat(
            metadata(realm, "/realms/{realm}/.well-known/uma-configuration")
                .has("protected_resources"))
        .isFalse();
  }

  @Test
  void overridesOfTheMetadataKeepWorking(@TempDir Path directory) throws IOException {
    Path other = directory.resolve("other.json");
    Files.writeString(
        other, "{\"service_documentation\":\"https://docs.example.com/\",\"x_list\":[1]}");
    Path own = directory.resolve("own.json");
    Files.writeString(own, "{\"protected_resources\":[\"https://own.example.com/\"]}");
    String option = "openid-configuration-override=";
    try (KeycloakServer server =
        KeycloakServer.start(
            Keycloak.installation(
                "indicators-and-ledger", "resource-indicator-mapper", "obligations-audit-listener"),
            Ports.free(),
            Keycloak.realmFile(),
            "--spi-well-known--openid-configuration--" + option + other,
            "--spi-well-known--oauth-authorization-server--" + option + own)) {
      TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");

      JsonNode overridden = metadata(realm, OPENID);
      assertThat(overridden.path("service_documentation").asText())
          .isEqualTo("https://docs.example.com/");
      assertThat(overridden.path("x_list").path(0).asInt()).isEqualTo(1);
      assertThat(listed(overridden)).containsExactly(CALENDAR, CONTACTS);
      assertThat(listed(realm, OAUTH)).containsExactly("https://own.example.com/");
      assertThat(listed(realm, OAUTH_AT_ROOT)).containsExactly("https://own.example.com/");
    }
  }

  private static TestRealm newRealm(KeycloakServer server, String name) {
    TestRealm realm = new TestRealm(server.baseUrl(), name);
    Reply created =
        Http.postJson(
            server.baseUrl() + "/admin/realms",
            Map.of("realm", name, "enabled", true),
            Http.AUTHORIZATION,
            realm.administrator());
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return realm;
  }

  private static void register(TestRealm realm, String clientId, Map<String, String> attributes) {
    realm.adminPost("clients", Map.of("clientId", clientId, "attributes", attributes));
  }

  private static void switchOnFor(TestRealm realm, String clientId) {
    realm.adminPost(
        "clients/" + realm.clientUuid(clientId) + "/protocol-mappers/models", mapper(Map.of()));
  }

  private static List<String> listed(TestRealm realm, String address) {
    return listed(metadata(realm, address));
  }

  private static List<String> listed(JsonNode metadata) {
    return StreamSupport.stream(metadata.path("protected_resources").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  private static JsonNode metadata(TestRealm realm, String address) {
    return get(realm, address).json();
  }

  private static Reply get(TestRealm realm, String address) {
    Reply reply =
        Http.get(
            realm.baseUrl() + address.replace("{realm}", realm.name()),
            "Origin",
            "https://app.example.com");
    assertThat(reply.status()).as(address).isEqualTo(200);
    return reply;
  }

  /** Without those that belong to one transmission. */
  private static Map<String, List<String>> headers(Reply reply) {
    Map<String, List<String>> headers = new TreeMap<>(reply.headers().map());
    headers.keySet().removeAll(List.of("content-length", "date"));
    return headers;
  }
}
