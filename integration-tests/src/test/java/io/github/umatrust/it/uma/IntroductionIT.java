package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.ClientRegistration;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a client becomes a resource server: by the first PAT it uses, where the realm lets it. */
@ExtendWith(Keycloak.class)
class IntroductionIT {

  private static final String SETTING = "uma.resource-server.introduction";

  private static final List<String> CALLBACKS = List.of(OAuthClient.CALLBACK);

  private final TestRealm realm;
  private final ClientRegistration registration;
  private final UmaEndpoints uma;

  IntroductionIT(TestRealm realm) {
    this.realm = realm;
    this.registration = new ClientRegistration(realm);
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void registrationIsAllowed() {
    registration.allowScopes("uma_protection");
  }

  @AfterEach
  void setting() {
    introduce("registered");
  }

  @Test
  void discoverySaysThatClientsRegister() {
    assertThat(uma.configuration().path("dynamic_client_endpoint").asText()).isEqualTo("openid");
    assertThat(
            Http.get(realm.issuer() + "/.well-known/openid-configuration")
                .text("registration_endpoint"))
        .isEqualTo(realm.issuer() + "/clients-registrations/openid-connect");
  }

  @Test
  void aRegisteredClientBecomesAResourceServerWithItsFirstPat() {
    OAuthClient album = client(registered(Map.of()));
    assertThat(isResourceServer(album)).isFalse();

    String pat = pat(album);
    assertThat(isResourceServer(album)).isFalse();
    Reply created = uma.registerResourceSet(pat, "Introduced", "view");
    assertThat(created.status()).isEqualTo(201);
    assertThat(isResourceServer(album)).isTrue();

    JsonNode resource = realm.adminGet(authorization(album) + "/resource/" + created.text("_id"));
    assertThat(resource.path("owner").path("name").asText()).isEqualTo("alice");
    assertThat(
            realm
                .adminGet("admin-events?resourceTypes=AUTHORIZATION_RESOURCE_SERVER&max=100")
                .toString())
        .contains(realm.authorizationPath(album.clientId()));
  }

  @Test
  void whoIsIntroducedDeniesEverythingAndCanDoNothingElse() {
    OAuthClient album = client(registered(Map.of()));
    String pat = pat(album);
    String set = uma.registerResourceSet(pat, "Denied", "view").text("_id");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("request_submitted");

    JsonNode settings = realm.adminGet(authorization(album) + "/settings");
    assertThat(settings.path("policyEnforcementMode").asText()).isEqualTo("ENFORCING");
    assertThat(settings.path("policies")).isEmpty();
    assertThat(settings.path("resources")).hasSize(1);
    // It was not registered for this grant, and does not get it by being a resource server.
    assertThat(album.clientCredentials().text("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void aClientThatMayNotHaveTheScopeHasNoPat() {
    registration.allowScopes();
    assertThat(
            registration
                .register(
                    registration.initialAccessToken(),
                    Map.of("redirect_uris", CALLBACKS, "scope", "uma_protection"))
                .status())
        .isEqualTo(403);
  }

  @Test
  void aClientThatAnAdministratorMadeIsNotIntroducedUnlessTheRealmSaysSo() {
    realm.grantOptionalScope("planner", "uma_protection");
    OAuthClient planner = realm.client("planner");
    String pat = planner.clientCredentials("scope", "uma_protection").text("access_token");
    for (String nobodyElse : List.of("registered", "none", "nonsense")) {
      introduce(nobodyElse);
      assertThat(uma.registerResourceSet(pat, "Refused", "view").text("error"))
          .isEqualTo("insufficient_scope");
      assertThat(isResourceServer(planner)).isFalse();
    }
    introduce("any");
    assertThat(uma.registerResourceSet(pat, "Accepted", "view").status()).isEqualTo(201);
    assertThat(isResourceServer(planner)).isTrue();
  }

  @Test
  void whereTheRealmIntroducesNobodyARegisteredClientIsRefused() {
    OAuthClient album = client(registered(Map.of()));
    String pat = pat(album);
    introduce("none");
    assertThat(uma.registerResourceSet(pat, "Refused", "view").status()).isEqualTo(403);
    assertThat(isResourceServer(album)).isFalse();
  }

  @Test
  void aClientThatKeepsNoSecretIsRefused() {
    Reply registered = registered(Map.of("token_endpoint_auth_method", "none"));
    String clientId = registered.text("client_id");
    String code =
        realm
            .client(clientId, "")
            .authorize(realm.browser("alice"), "scope", "uma_protection")
            .get("code");
    Reply token =
        Http.postForm(
            realm.issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", List.of("authorization_code"),
                "client_id", List.of(clientId),
                "redirect_uri", CALLBACKS,
                "code", List.of(code == null ? "" : code)));
    assertThat(token.status()).as(token.body()).isEqualTo(200);
    String pat = token.text("access_token");
    for (String setting : List.of("registered", "any")) {
      introduce(setting);
      assertThat(uma.registerResourceSet(pat, "Refused", "view").text("error"))
          .isEqualTo("insufficient_scope");
    }
  }

  @Test
  void aBadRequestIntroducesTheClientAndRegistersNothing() {
    OAuthClient album = client(registered(Map.of()));
    String pat = pat(album);
    assertThat(uma.registerResourceSet(pat, "", "view").status()).isEqualTo(400);
    assertThat(isResourceServer(album)).isTrue();
    assertThat(realm.adminGet(authorization(album) + "/resource")).isEmpty();
    assertThat(uma.registerResourceSet(pat, "Good", "view").status()).isEqualTo(201);
  }

  @Test
  void manyFirstUsesAtOnceAreAllServed() throws Exception {
    OAuthClient album = client(registered(Map.of()));
    String pat = pat(album);
    for (Reply reply : AtOnce.send(8, 12, i -> uma.registerResourceSet(pat, "Set " + i, "view"))) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    }
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).json())
        .hasSize(12);
  }

  private Reply registered(Map<String, ?> more) {
    Map<String, Object> metadata = new HashMap<>(more);
    metadata.put("client_name", "A resource server of somebody");
    metadata.put("redirect_uris", CALLBACKS);
    metadata.put("scope", "uma_protection");
    Reply registered = registration.register(registration.initialAccessToken(), metadata);
    assertThat(registered.status()).as(registered.body()).isEqualTo(201);
    return registered;
  }

  private OAuthClient client(Reply registered) {
    return realm.client(registered.text("client_id"), registered.text("client_secret"));
  }

  private String pat(OAuthClient album) {
    return album.codeGrant(realm.browser("alice"), "scope", "uma_protection").text("access_token");
  }

  private boolean isResourceServer(OAuthClient client) {
    return realm
        .adminGet("clients/" + realm.clientUuid(client.clientId()))
        .path("authorizationServicesEnabled")
        .asBoolean();
  }

  private String authorization(OAuthClient client) {
    return realm.authorizationPath(client.clientId());
  }

  private void introduce(String whom) {
    realm.changeRealm(Map.of("attributes", Map.of(SETTING, whom)));
  }
}
