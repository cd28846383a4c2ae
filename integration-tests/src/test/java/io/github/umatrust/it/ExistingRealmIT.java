package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A realm that was there before the JARs: nothing changes until it is switched on, by settings
 * alone.
 */
@ExtendWith(Keycloak.class)
class ExistingRealmIT {

  private static final String API = "https://orders.example.com/";

  private final TestRealm realm;

  ExistingRealmIT(KeycloakServer server) {
    this.realm = new TestRealm(server.baseUrl(), "it-existing");
  }

  @Test
  void isAsBeforeUntilItIsSwitchedOnByItsSettings() {
    createRealm();
    assertThat(Http.get(realm.issuer() + "/.well-known/uma-configuration").status()).isEqualTo(404);
    assertThat(tokenFor(API).status()).isEqualTo(200);
    assertThat(Tokens.claims(tokenFor(API).text("access_token")).path("aud").asText())
        .isNotEqualTo(API);
    assertThat(realm.client("orders").clientCredentials("scope", "uma_protection").text("error"))
        .isEqualTo("invalid_scope");

    // PUT …/uma; the client scope, added to the client
    realm.adminPut("uma", Map.of());
    realm.grantOptionalScope("orders", "uma_protection");
    pat();
    assertThat(obligations()).isEmpty();
    assertThat(Http.get(realm.issuer() + "/.well-known/uma-configuration").status()).isEqualTo(404);

    // Realm settings > General > User-managed access
    realm.changeRealm(Map.of("userManagedAccessAllowed", true));
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    assertThat(uma.registerResourceSet(pat(), "Orders", "view").status()).isEqualTo(201);

    // Realm settings > Events > Event listeners
    realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit")));
    pat();
    assertThat(obligations()).hasSize(5);

    // A client scope with the mapper, added to the client; the API's URI on the API's client
    realm.adminPost("client-scopes", scopeWithMapper());
    realm.adminPut(
        "clients/"
            + realm.clientUuid("shop")
            + "/default-client-scopes/"
            + realm.clientScopeId("resource-indicators"),
        Map.of());
    ObjectNode api = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid("orders"));
    ((ObjectNode) api.get("attributes")).put("resource_url", API);
    realm.adminPut("clients/" + realm.clientUuid("orders"), api);
    assertThat(Tokens.audience(tokenFor(API).text("access_token"))).containsExactly(API);
    assertThat(tokenFor("https://unknown.example.com/").text("error")).isEqualTo("invalid_target");

    // Realm settings > Themes
    realm.changeRealm(Map.of("loginTheme", "uma-trust"));
    Reply login = realm.browser("nobody").open(realm.client("shop").authorizationUrl());
    assertThat(login.body()).contains("/login/uma-trust/");
  }

  private void createRealm() {
    Reply created =
        Http.postJson(
            realm.baseUrl() + "/admin/realms",
            Map.of("realm", realm.name(), "enabled", true),
            Http.AUTHORIZATION,
            realm.administrator());
    assertThat(created.status()).isEqualTo(201);
    // A realm that is created with the JARs gets the scopes by itself; one from before has none.
    realm.adminDelete("uma");
    realm.addResourceServer("orders");
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "shop",
            "secret",
            "shop-secret",
            "serviceAccountsEnabled",
            true,
            "redirectUris",
            List.of("http://127.0.0.1/callback")));
  }

  private static Map<String, ?> scopeWithMapper() {
    return Map.of(
        "name", "resource-indicators",
        "protocol", "openid-connect",
        "protocolMappers",
            List.of(
                Map.of(
                    "name", "resource indicators",
                    "protocol", "openid-connect",
                    "protocolMapper", "resource-indicator-mapper")));
  }

  private Reply tokenFor(String resource) {
    return realm.client("shop").clientCredentials("resource", resource);
  }

  private String pat() {
    Reply reply = realm.client("orders").clientCredentials("scope", "uma_protection");
    assertThat(reply.status()).isEqualTo(200);
    return reply.text("access_token");
  }

  private JsonNode obligations() {
    return realm.adminGet("obligations");
  }
}
