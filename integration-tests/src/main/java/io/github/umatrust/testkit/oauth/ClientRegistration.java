package io.github.umatrust.testkit.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * OpenID Connect dynamic client registration in a realm, and what an administrator lets those do
 * who register with an initial access token.
 *
 * @param realm the realm
 */
public record ClientRegistration(TestRealm realm) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POLICY =
      "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy";

  /**
   * Lets registrants ask for these client scopes, as an administrator does in <em>Clients > Client
   * registration</em>; an earlier list is replaced.
   */
  public void allowScopes(String... scopes) {
    for (JsonNode component : realm.adminGet("components?type=" + POLICY)) {
      if (component.path("providerId").asText().equals("allowed-client-templates")
          && component.path("subType").asText().equals("authenticated")) {
        ObjectNode changed = component.deepCopy();
        changed
            .withObjectProperty("config")
            .set("allowed-client-scopes", JSON.valueToTree(List.of(scopes)));
        realm.adminPut("components/" + component.path("id").asText(), changed);
        return;
      }
    }
    throw new IllegalStateException("the realm has no policy for the scopes of registrants");
  }

  /** Makes people be asked for their consent by every client that is registered from now on. */
  public void requireConsent() {
    realm.adminPost(
        "components",
        Map.of(
            "name",
            "Consent Required",
            "providerId",
            "consent-required",
            "providerType",
            POLICY,
            "subType",
            "authenticated",
            "parentId",
            realm.adminGet("").path("id").asText()));
  }

  /** An initial access token for one registration. */
  public String initialAccessToken() {
    return realm
        .adminPost("clients-initial-access", Map.of("count", 1, "expiration", 60))
        .text("token");
  }

  /**
   * Registers a client for the code grant and the client credentials grant.
   *
   * @param initialAccessToken what the administrator gave the registrant
   * @param name what people are shown
   * @param scope what it may ask for
   */
  public Reply register(String initialAccessToken, String name, String scope) {
    return register(
        initialAccessToken,
        Map.of(
            "client_name",
            name,
            "redirect_uris",
            List.of(OAuthClient.CALLBACK),
            "grant_types",
            List.of("authorization_code", "refresh_token", "client_credentials"),
            "scope",
            scope));
  }

  /** Registers a client with this metadata. */
  public Reply register(String initialAccessToken, Map<String, ?> metadata) {
    return Http.postJson(endpoint(), metadata, Http.AUTHORIZATION, Http.bearer(initialAccessToken));
  }

  /**
   * A newly registered client.
   *
   * @throws IllegalStateException when Keycloak refuses it
   */
  public OAuthClient registered(String name, String... scopes) {
    Reply reply =
        register(
            initialAccessToken(), name, Stream.of(scopes).reduce((a, b) -> a + " " + b).orElse(""));
    if (reply.status() != 201) {
      throw new IllegalStateException(
          "the client was not registered: HTTP " + reply.status() + " " + reply.body());
    }
    return realm.client(reply.text("client_id"), reply.text("client_secret"));
  }

  private String endpoint() {
    return Http.get(realm.issuer() + "/.well-known/openid-configuration")
        .text("registration_endpoint");
  }
}
