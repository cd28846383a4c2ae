package io.github.umatrust.it.indicator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.http.LocalServer.Answer;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that may use every grant there is, with whatever the grants need around it: a resource
 * server with permissions, an identity provider whose assertions are accepted, keys for request
 * objects and a place to fetch them from.
 */
public final class EveryGrant implements AutoCloseable {

  public static final String CLIENT = "a-client-with-every-kind-of-grant";
  public static final String SECRET = CLIENT + "-secret";

  /** A resource server with Keycloak's own authorization services. */
  static final String ALBUM = "https://album.example.com/";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROVIDER = "partner";

  private final TestRealm realm;
  private final AuthenticationDevice device;
  private final RequestObjects requestObjects = new RequestObjects();
  private final RSAKey partnerKey;
  private final Map<String, String> published = new LinkedHashMap<>();
  private final LocalServer files;
  private final Browser alice;

  public EveryGrant(TestRealm realm, AuthenticationDevice device) {
    this.realm = realm;
    this.device = device;
    this.alice = realm.browser("alice");
    try {
      this.partnerKey = new RSAKeyGenerator(2048).keyID("partner").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    published.put("/keys", new JWKSet(partnerKey.toPublicJWK()).toString());
    this.files =
        new LocalServer(
            (path, token) ->
                published.containsKey(path)
                    ? new Answer(
                        200,
                        Map.of("Content-Type", "application/json"),
                        String.valueOf(published.get(path)))
                    : new Answer(404, Map.of(), ""));
    addClient(CLIENT, Map.of());
    addAlbum();
    addPartner();
  }

  public TestRealm realm() {
    return realm;
  }

  public OAuthClient client() {
    return realm.client(CLIENT);
  }

  RequestObjects requestObjects() {
    return requestObjects;
  }

  /** Adds a client with every grant, whose mapper has these settings; none for null. */
  void addClient(String clientId, @Nullable Map<String, String> mapper) {
    IndicatorRealm.newClient(realm, clientId, mapper);
    String path = "clients/" + realm.clientUuid(clientId);
    ObjectNode client = (ObjectNode) realm.adminGet(path);
    ((ObjectNode) client.get("attributes"))
        .put("oidc.ciba.grant.enabled", "true")
        .put("use.jwks.string", "true")
        .put("use.jwks.url", "false")
        .put("jwks.string", requestObjects.publicKeys())
        .put("request.uris", files.baseUrl() + "/*")
        .put("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION")
        .put("oauth2.jwt.authorization.grant.enabled", "true")
        .put("oauth2.jwt.authorization.grant.idp", PROVIDER);
    realm.adminPut(path, client);
  }

  /** Puts a text where Keycloak can fetch it; the address. */
  String publish(String text) {
    String path = "/" + UUID.randomUUID();
    published.put(path, text);
    return files.baseUrl() + path;
  }

  /** An authorization request in alice's browser, where she stays logged in. */
  Map<String, String> authorize(Map<String, List<String>> parameters) {
    return authorize(alice, parameters);
  }

  /** An authorization request in a browser that may be logged in already. */
  Map<String, String> authorize(Browser browser, Map<String, List<String>> parameters) {
    return browser.openUntil(endpoint("auth") + "?" + Http.form(parameters), OAuthClient.CALLBACK);
  }

  /** The browser that alice uses all the time. */
  Browser alice() {
    return alice;
  }

  /** A request of the client, authenticated with its secret. */
  Reply post(String endpoint, Map<String, List<String>> form) {
    return Http.postForm(endpoint(endpoint), form, Http.AUTHORIZATION, Http.basic(CLIENT, SECRET));
  }

  /** The address of an endpoint of the protocol. */
  String endpoint(String name) {
    return realm.issuer() + "/protocol/openid-connect/" + name;
  }

  /** Lets alice approve a device on the page that it sent her to. */
  void approveDevice(JsonNode started) {
    alice.openUntil(
        started.path("verification_uri_complete").asText(), realm.issuer() + "/device/status");
  }

  /** Lets alice approve a back-channel request on her device. */
  void approveOnDevice() {
    device.approve(realm.issuer());
  }

  /** An assertion of the identity provider about alice (RFC 7523). */
  String assertion() {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("partner").build(),
              new JWTClaimsSet.Builder()
                  .issuer("https://partner.example.com")
                  .subject("alice-at-partner")
                  .audience(realm.issuer())
                  .jwtID(UUID.randomUUID().toString())
                  .issueTime(Date.from(Instant.now()))
                  .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                  .build());
      jwt.sign(new RSASSASigner(partnerKey));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keycloak's own grant for permissions at {@link #ALBUM}. */
  Reply permissions(String accessToken, String... more) {
    return Http.postForm(
        endpoint("token"),
        form(
            Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "album"),
            more),
        Http.AUTHORIZATION,
        Http.bearer(accessToken));
  }

  @Override
  public void close() {
    files.close();
  }

  /** Parameters, and further ones that may come more than once. */
  static Map<String, List<String>> form(Map<String, String> parameters, String... more) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    parameters.forEach((name, value) -> form.put(name, List.of(value)));
    for (int i = 0; i < more.length; i += 2) {
      List<String> values = new ArrayList<>(form.getOrDefault(more[i], List.of()));
      values.add(more[i + 1]);
      form.put(more[i], values);
    }
    return form;
  }

  private void addAlbum() {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "album",
            "secret",
            "album-secret",
            "publicClient",
            false,
            "serviceAccountsEnabled",
            true,
            "authorizationServicesEnabled",
            true,
            "attributes",
            Map.of("resource_url", ALBUM)));
    String authz = realm.authorizationPath("album");
    JsonNode photo = realm.adminPost(authz + "/resource", Map.of("name", "photo")).json();
    JsonNode policy =
        realm
            .adminPost(
                authz + "/policy/user",
                Map.of("name", "alice", "users", List.of(realm.userId("alice"))))
            .json();
    realm.adminPost(
        authz + "/permission/resource",
        Map.of(
            "name", "photo for alice",
            "resources", List.of(photo.path("_id").asText()),
            "policies", List.of(policy.path("id").asText())));
  }

  private void addPartner() {
    realm.adminPost(
        "identity-provider/instances",
        Map.of(
            "alias",
            PROVIDER,
            "providerId",
            "oidc",
            "enabled",
            true,
            "config",
            Map.of(
                "issuer", "https://partner.example.com",
                "authorizationUrl", "https://partner.example.com/auth",
                "tokenUrl", "https://partner.example.com/token",
                "clientId", "keycloak",
                "clientSecret", "unused",
                "useJwksUrl", "true",
                "validateSignature", "true",
                "jwksUrl", files.baseUrl() + "/keys",
                "jwtAuthorizationGrantEnabled", "true")));
    ObjectNode identity = JSON.createObjectNode();
    identity.put("userId", "alice-at-partner").put("userName", "alice");
    realm.adminPost("users/" + realm.userId("alice") + "/federated-identity/" + PROVIDER, identity);
  }
}
