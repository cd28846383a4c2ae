package io.github.umatrust.it.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two APIs with roles for alice at both, and clients with the settings a test is about. */
final class IndicatorRealm {

  static final String CALENDAR = "https://calendar.example.com/";
  static final String CONTACTS = "https://contacts.example.com/";

  /** A resource whose URI has a query, of a client with neither scope nor roles. */
  static final String TENANT = "https://tenants.example.com/v1?tenant=a";

  static final String ALL_SCOPES = "openid calendar contacts";

  private static final ObjectMapper JSON = new ObjectMapper();

  private IndicatorRealm() {}

  /**
   * Gives alice the role {@code reader} at both APIs, lets planner see her roles in its tokens, and
   * keeps the events the tests ask for.
   */
  static void prepare(TestRealm realm) {
    for (String api : List.of("calendar-api", "contacts-api")) {
      String client = "clients/" + realm.clientUuid(api);
      realm.adminPost(client + "/roles", Map.of("name", "reader"));
      JsonNode role = realm.adminGet(client + "/roles/reader");
      realm.adminPost("users/" + realm.userId("alice") + "/role-mappings/" + client, List.of(role));
    }
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "tenants-api",
            "bearerOnly",
            true,
            "attributes",
            Map.of("resource_url", TENANT)));
    // Refused refreshes are not among what a realm keeps by default.
    realm.changeRealm(
        Map.of(
            "enabledEventTypes",
            List.of(
                "LOGIN_ERROR",
                "CODE_TO_TOKEN_ERROR",
                "CLIENT_LOGIN_ERROR",
                "REFRESH_TOKEN_ERROR",
                "PUSHED_AUTHORIZATION_REQUEST_ERROR",
                "OAUTH2_DEVICE_AUTH_ERROR",
                "OAUTH2_DEVICE_CODE_TO_TOKEN_ERROR")));
    String planner = "clients/" + realm.clientUuid("planner");
    ObjectNode changed = (ObjectNode) realm.adminGet(planner);
    changed.put("fullScopeAllowed", true);
    realm.adminPut(planner, changed);
  }

  /**
   * A confidential client with every grant switched on.
   *
   * @param mapper the settings of a mapper on the client itself, null for a client without one
   */
  static OAuthClient newClient(
      TestRealm realm, String clientId, @Nullable Map<String, String> mapper) {
    ObjectNode client = JSON.createObjectNode();
    client.put("clientId", clientId).put("secret", clientId + "-secret");
    client.put("protocol", "openid-connect").put("publicClient", false);
    client.put("standardFlowEnabled", true).put("implicitFlowEnabled", true);
    client.put("directAccessGrantsEnabled", true).put("serviceAccountsEnabled", true);
    client.put("fullScopeAllowed", true);
    client.putArray("redirectUris").add("http://127.0.0.1/callback");
    client.set(
        "defaultClientScopes",
        JSON.valueToTree(List.of("basic", "acr", "roles", "web-origins", "profile")));
    client.set(
        "optionalClientScopes",
        JSON.valueToTree(List.of("calendar", "contacts", "offline_access")));
    client
        .putObject("attributes")
        .put("oauth2.device.authorization.grant.enabled", "true")
        .put("standard.token.exchange.enabled", "true");
    if (mapper != null) {
      client.putArray("protocolMappers").add(mapper(mapper));
    }
    realm.adminPost("clients", client);
    return realm.client(clientId);
  }

  /** A mapper with these settings, as the administration API takes it. */
  static ObjectNode mapper(Map<String, String> config) {
    ObjectNode mapper = JSON.createObjectNode();
    mapper.put("name", "indicators").put("protocol", "openid-connect");
    mapper.put("protocolMapper", "resource-indicator-mapper");
    mapper.set("config", JSON.valueToTree(config));
    return mapper;
  }

  /** A client profile whose executor has this configuration, as the administration API takes it. */
  static Map<String, Object> clientProfiles(Map<String, ?> configuration) {
    return Map.of(
        "profiles",
        List.of(
            Map.of(
                "name",
                "indicators",
                "executors",
                List.of(
                    Map.of("executor", "resource-indicators", "configuration", configuration)))));
  }

  /**
   * What the server tells the admin console of a provider, which has a label and a help text for
   * each property.
   *
   * @param providers where the server's information has the providers, as member names
   */
  static JsonNode describedProvider(TestRealm realm, String id, String... providers) {
    JsonNode all =
        Http.get(realm.baseUrl() + "/admin/serverinfo", Http.AUTHORIZATION, realm.administrator())
            .json();
    for (String member : providers) {
      all = all.path(member);
    }
    for (JsonNode provider : all) {
      if (provider.path("id").asText().equals(id)) {
        for (JsonNode property : provider.path("properties")) {
          assertThat(property.path("label").asText()).isNotBlank();
          assertThat(property.path("helpText").asText()).isNotBlank();
        }
        return provider;
      }
    }
    throw new AssertionError("no provider " + id);
  }

  /** The names of a provider's properties. */
  static List<String> properties(JsonNode provider) {
    return provider.path("properties").valueStream().map(p -> p.path("name").asText()).toList();
  }

  static List<String> audience(Reply reply) {
    return Tokens.audience(accessToken(reply));
  }

  static List<String> scope(Reply reply) {
    return Tokens.scope(accessToken(reply)).stream().sorted().toList();
  }

  /** The clients whose roles the access token carries. */
  static List<String> roleClients(Reply reply) {
    return roleClients(Tokens.claims(accessToken(reply)));
  }

  static List<String> roleClients(JsonNode claims) {
    List<String> names = new ArrayList<>();
    claims.path("resource_access").fieldNames().forEachRemaining(names::add);
    return List.copyOf(new TreeSet<>(names));
  }

  static String accessToken(Reply reply) {
    if (reply.status() != 200) {
      throw new AssertionError("no tokens: HTTP " + reply.status() + " " + reply.body());
    }
    return reply.text("access_token");
  }

  static String refreshToken(Reply reply) {
    accessToken(reply);
    return reply.text("refresh_token");
  }

  /** The errors of the realm's events of one type. */
  static List<String> errors(TestRealm realm, String eventType) {
    JsonNode events = realm.adminGet("events?max=100&type=" + eventType);
    return Stream.iterate(0, i -> i + 1)
        .limit(events.size())
        .map(i -> events.get(i).path("error").asText())
        .toList();
  }
}
