package io.github.umatrust.testkit.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A realm like the one of {@code test-realm.json}: its users have their names as passwords, its
 * clients the secret {@code <client>-secret}.
 *
 * @param baseUrl where Keycloak answers, without a slash at the end
 * @param name the realm's name
 */
public record TestRealm(String baseUrl, String name) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Imports a copy of a realm file under another name, so that a test class has a realm to itself.
   *
   * @param baseUrl where Keycloak answers, without a slash at the end
   * @throws IllegalStateException when Keycloak refuses it
   */
  public static TestRealm importCopy(String baseUrl, Path realmFile, String name) {
    try {
      String text = Files.readString(realmFile);
      ObjectNode realm = (ObjectNode) JSON.readTree(text);
      String original = realm.get("realm").asText();
      // The name is part of the default role's name too.
      ObjectNode copy =
          (ObjectNode)
              JSON.readTree(text.replace("default-roles-" + original, "default-roles-" + name));
      copy.put("realm", name);
      TestRealm created = new TestRealm(baseUrl, name);
      Reply reply =
          Http.postJson(
              baseUrl + "/admin/realms", copy, Http.AUTHORIZATION, created.administrator());
      if (reply.status() != 201) {
        throw new IllegalStateException(
            "the realm was not imported: HTTP " + reply.status() + " " + reply.body());
      }
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same on this server. */
  public static TestRealm importCopy(KeycloakServer server, Path realmFile, String name) {
    return importCopy(server.baseUrl(), realmFile, name);
  }

  /** The issuer of the realm's tokens. */
  public String issuer() {
    return baseUrl + "/realms/" + name;
  }

  /** A client of the test realm. */
  public OAuthClient client(String clientId) {
    return new OAuthClient(issuer(), clientId, clientId + "-secret");
  }

  /** A client with a secret of its own. */
  public OAuthClient client(String clientId, String secret) {
    return new OAuthClient(issuer(), clientId, secret);
  }

  /** A browser with nobody logged in yet, in front of which this user sits. */
  public Browser browser(String user) {
    return new Browser(user, user);
  }

  /** Has a user log in to a client and grant it a scope: the answer to the whole code grant. */
  public Reply grant(String clientId, String user, String scope) {
    return client(clientId).codeGrant(browser(user), "scope", scope);
  }

  /** A fresh access token of this user for the administration API, as an Authorization header. */
  public String userAuthorization(String user) {
    return passwordToken(issuer(), user);
  }

  /** A fresh token of the server's administrator, as an Authorization header. */
  public String administrator() {
    return passwordToken(baseUrl + "/realms/master", KeycloakServer.ADMIN);
  }

  /** Reads from the realm's administration API as the server's administrator. */
  public JsonNode adminGet(String path) {
    return expect(Http.get(adminUrl(path), Http.AUTHORIZATION, administrator())).json();
  }

  /** Posts to the realm's administration API as the server's administrator. */
  public Reply adminPost(String path, Object value) {
    return expect(Http.postJson(adminUrl(path), value, Http.AUTHORIZATION, administrator()));
  }

  /** Puts to the realm's administration API as the server's administrator. */
  public Reply adminPut(String path, Object value) {
    return expect(Http.putJson(adminUrl(path), value, Http.AUTHORIZATION, administrator()));
  }

  /** Deletes through the realm's administration API as the server's administrator. */
  public Reply adminDelete(String path) {
    return expect(Http.delete(adminUrl(path), Http.AUTHORIZATION, administrator()));
  }

  /** Like {@link #adminDelete(String)}, with a body that says what. */
  public Reply adminDelete(String path, Object value) {
    return expect(Http.deleteJson(adminUrl(path), value, Http.AUTHORIZATION, administrator()));
  }

  /** An address of the realm's administration API; the empty path is the realm itself. */
  public String adminUrl(String path) {
    return baseUrl + "/admin/realms/" + name + (path.isEmpty() ? "" : "/" + path);
  }

  /** Changes settings of the realm, as an administrator does in realm settings. */
  public void changeRealm(Map<String, ?> settings) {
    ObjectNode realm = (ObjectNode) adminGet("");
    settings.forEach((setting, value) -> realm.set(setting, JSON.valueToTree(value)));
    adminPut("", realm);
  }

  /** Changes settings of a client, as an administrator does in the console. */
  public void changeClient(String clientId, Map<String, ?> settings) {
    String path = "clients/" + clientUuid(clientId);
    ObjectNode client = (ObjectNode) adminGet(path);
    settings.forEach((setting, value) -> client.set(setting, JSON.valueToTree(value)));
    adminPut(path, client);
  }

  /** Where the administration API has a resource server's resources and policies. */
  public String authorizationPath(String clientId) {
    return "clients/" + clientUuid(clientId) + "/authz/resource-server";
  }

  /**
   * A resource that belongs to a resource server itself, and that a policy opens to a user.
   *
   * @return its id
   */
  public String resourceOpenTo(String clientId, String scope, String user) {
    String server = authorizationPath(clientId);
    String resource =
        adminPost(
                server + "/resource",
                Map.of("name", "open to " + user, "scopes", List.of(Map.of("name", scope))))
            .text("_id");
    String policy =
        adminPost(server + "/policy/user", Map.of("name", user, "users", List.of(userId(user))))
            .text("id");
    adminPost(
        server + "/permission/resource",
        Map.of(
            "name",
            "open to " + user,
            "resources",
            List.of(resource),
            "policies",
            List.of(policy)));
    return resource;
  }

  /** The id of a client in the administration API. */
  public String clientUuid(String clientId) {
    return adminGet("clients?clientId=" + Http.encode(clientId)).path(0).path("id").asText();
  }

  /** The id of a user. */
  public String userId(String username) {
    return adminGet("users?exact=true&username=" + Http.encode(username))
        .path(0)
        .path("id")
        .asText();
  }

  /** The id of a client scope. */
  public String clientScopeId(String scope) {
    for (JsonNode candidate : adminGet("client-scopes")) {
      if (candidate.path("name").asText().equals(scope)) {
        return candidate.path("id").asText();
      }
    }
    throw new IllegalArgumentException("no client scope " + scope);
  }

  /** Adds another resource server like {@code photo-album}; does nothing where it exists. */
  public void addResourceServer(String clientId) {
    addResourceServer(clientId, Map.of());
  }

  /** Adds another resource server with these client attributes; does nothing where it exists. */
  public void addResourceServer(String clientId, Map<String, String> attributes) {
    if (!clientUuid(clientId).isEmpty()) {
      return;
    }
    adminPost(
        "clients",
        Map.of(
            "clientId",
            clientId,
            "secret",
            clientId + "-secret",
            "serviceAccountsEnabled",
            true,
            "authorizationServicesEnabled",
            true,
            "redirectUris",
            List.of("http://127.0.0.1/callback"),
            "attributes",
            attributes,
            "optionalClientScopes",
            List.of("uma_protection")));
  }

  /** Lets a client ask for a client scope. */
  public void grantOptionalScope(String clientId, String scope) {
    adminPut(
        "clients/" + clientUuid(clientId) + "/optional-client-scopes/" + clientScopeId(scope),
        Map.of());
  }

  /**
   * Shares a resource as its owner does in the account console.
   *
   * @param resourceId the resource
   * @param owner the user who owns it
   * @param user the user it is shared with
   */
  public Reply share(String resourceId, String owner, String user, String... scopes) {
    return expect(
        Http.putJson(
            issuer() + "/account/resources/" + resourceId + "/permissions",
            List.of(Map.of("username", user, "scopes", List.of(scopes))),
            Http.AUTHORIZATION,
            accountAuthorization(browser(owner))));
  }

  /**
   * A token of the account console, as it gets one itself: code grant with PKCE; an Authorization
   * header.
   */
  public String accountAuthorization(Browser browser) {
    String console = issuer() + "/account/";
    String verifier = "a-verifier-that-is-long-enough-for-a-test-realm";
    String code =
        browser
            .openUntil(
                issuer()
                    + "/protocol/openid-connect/auth?"
                    + Http.form(
                        Map.of(
                            "response_type", List.of("code"),
                            "client_id", List.of("account-console"),
                            "redirect_uri", List.of(console),
                            "scope", List.of("openid"),
                            "code_challenge_method", List.of("S256"),
                            "code_challenge", List.of(Tokens.sha256(verifier)))),
                console)
            .get("code");
    if (code == null) {
      throw new IllegalStateException("the account console got no code");
    }
    Reply reply =
        Http.postForm(
            issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", List.of("authorization_code"),
                "client_id", List.of("account-console"),
                "redirect_uri", List.of(console),
                "code", List.of(code),
                "code_verifier", List.of(verifier)));
    return Http.bearer(expect(reply).text("access_token"));
  }

  private static Reply expect(Reply reply) {
    if (reply.status() / 100 != 2) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
    return reply;
  }

  private static String passwordToken(String issuer, String user) {
    Reply reply =
        Http.postForm(
            issuer + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", List.of("password"),
                "client_id", List.of("admin-cli"),
                "username", List.of(user),
                "password", List.of(user)));
    return Http.bearer(expect(reply).text("access_token"));
  }
}
