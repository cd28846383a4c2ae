package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.authorization.client.AuthorizationDeniedException;
import org.keycloak.authorization.client.AuthzClient;
import org.keycloak.authorization.client.Configuration;
import org.keycloak.authorization.client.representation.TokenIntrospectionResponse;
import org.keycloak.authorization.client.resource.ProtectedResource;
import org.keycloak.representations.idm.authorization.AuthorizationRequest;
import org.keycloak.representations.idm.authorization.PermissionRequest;
import org.keycloak.representations.idm.authorization.ResourceRepresentation;
import org.keycloak.representations.idm.authorization.ScopeRepresentation;

/**
 * Keycloak's own UMA 2.0 goes on beside UMA 1.0.1, at the same resource server and with the same
 * resources: what {@code keycloak-authz-client} does works as ever, and neither protocol takes the
 * other's tickets and RPTs.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class NativeUma2IT {

  private static final String ALBUM = "native-album";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final AuthzClient client;
  private String pat = "";
  private String bob = "";

  NativeUma2IT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    realm.addResourceServer(ALBUM);
    this.client =
        AuthzClient.create(
            new Configuration(
                realm.baseUrl(), realm.name(), ALBUM, Map.of("secret", ALBUM + "-secret"), null));
  }

  /** There a role makes a token a PAT, and whose it is owns what is registered with it. */
  @BeforeAll
  void alicesTokensArePatsThereToo() {
    String album = realm.clientUuid(ALBUM);
    realm.adminPut(
        "clients/" + album + "/default-client-scopes/" + realm.clientScopeId("roles"), Map.of());
    realm.adminPost(
        "users/" + realm.userId("alice") + "/role-mappings/clients/" + album,
        List.of(realm.adminGet("clients/" + album + "/roles/uma_protection")));
  }

  @BeforeEach
  void tokens() {
    pat = realm.grant(ALBUM, "alice", "uma_protection").text("access_token");
    // An AAT here, and any access token there.
    bob = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
  }

  @Test
  void itsDiscoveryDocumentIsAsEver() {
    JsonNode own = Http.get(realm.issuer() + "/.well-known/uma2-configuration").json();
    JsonNode openid = Http.get(realm.issuer() + "/.well-known/openid-configuration").json();
    String protection = realm.issuer() + "/authz/protection/";
    Map<String, String> endpoints =
        Map.of(
            "resource_registration_endpoint", protection + "resource_set",
            "permission_endpoint", protection + "permission",
            "policy_endpoint", protection + "uma-policy");
    endpoints.forEach(
        (member, url) -> assertThat(own.path(member).asText()).as(member).isEqualTo(url));
    assertThat(own.path("issuer").asText()).isEqualTo(realm.issuer());
    assertThat(own.path("introspection_endpoint").asText())
        .isEqualTo(realm.issuer() + "/protocol/openid-connect/token/introspect");
    assertThat(Reply.texts(own.path("grant_types_supported")))
        .contains("urn:ietf:params:oauth:grant-type:uma-ticket");
    // Everything else is of OpenID Connect discovery, and nothing is of UMA 1.0.1.
    for (Iterator<String> members = own.fieldNames(); members.hasNext(); ) {
      String member = members.next();
      if (!endpoints.containsKey(member)) {
        assertThat(own.path(member)).as(member).isEqualTo(openid.path(member));
      }
    }
    assertThat(own.has("rpt_endpoint") || own.has("permission_registration_endpoint")).isFalse();
  }

  @Test
  void itsClientRegistersAsksIsGrantedAndIntrospects() {
    String id = registeredNatively("All native", "view", "print");
    assertThatThrownBy(() -> nativeRpt(id, "view"))
        .isInstanceOf(AuthorizationDeniedException.class);

    realm.share(id, "alice", "bob", "view");
    String rpt = nativeRpt(id, "view");
    assertThat(Tokens.audience(rpt)).contains(ALBUM);
    TokenIntrospectionResponse answer = client.protection().introspectRequestingPartyToken(rpt);
    assertThat(answer.getActive()).isTrue();
    assertThat(answer.getPermissions())
        .singleElement()
        .satisfies(
            permission -> {
              assertThat(permission.getResourceId()).isEqualTo(id);
              assertThat(permission.getScopes()).containsExactly("view");
            });

    resources().delete(id);
    assertThat(resources().findAll()).doesNotContain(id);
  }

  @Test
  void aResourceOfItsIsAResourceSetOfItsOwner() {
    String id = registeredNatively("Registered natively", "view", "print");
    Reply read = read(id);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text("name")).isEqualTo("Registered natively");
    assertThat(Reply.texts(read.json().path("scopes"))).containsExactlyInAnyOrder("view", "print");
    assertThat(Reply.texts(list(pat))).contains(id);

    String bobsPat = realm.grant(ALBUM, "bob", "uma_protection").text("access_token");
    assertThat(Reply.texts(list(bobsPat))).doesNotContain(id);

    // What is changed there is changed here.
    ResourceRepresentation resource = resources().findById(id);
    resource.setDisplayName("Renamed natively");
    resource.setScopes(Set.of(new ScopeRepresentation("edit")));
    resources().update(resource);
    assertThat(read(id).text("name")).isEqualTo("Renamed natively");
    assertThat(Reply.texts(read(id).json().path("scopes"))).containsExactly("edit");
    resources().delete(id);
    assertThat(read(id).text("error")).isEqualTo("not_found");
  }

  @Test
  void aResourceThatTheResourceServerRegistersThereIsItsOwnResourceSet() {
    ProtectedResource own = client.protection().resource();
    String id = own.create(new ResourceRepresentation("Nobody's", "view")).getId();
    String ownPat =
        realm.client(ALBUM).clientCredentials("scope", "uma_protection").text("access_token");
    assertThat(Reply.texts(list(ownPat))).contains(id);
    assertThat(Reply.texts(list(pat))).doesNotContain(id);
    String set = uma.registerResourceSet(ownPat, "Nobody's set", "view").text("_id");
    assertThat(own.findById(set).getOwner().getId()).isEqualTo(realm.clientUuid(ALBUM));
  }

  @Test
  void aResourceSetIsAResourceOfIts() {
    String id =
        Http.postJson(
                uma.resourceSets(),
                Map.of(
                    "name",
                    "Registered as a set",
                    "scopes",
                    List.of("view", "print"),
                    "camera",
                    "a member of the resource server's own"),
                Http.AUTHORIZATION,
                Http.bearer(pat))
            .text("_id");
    assertThat(resources().findAll()).contains(id);
    ResourceRepresentation resource = resources().findById(id);
    assertThat(resource.getName()).isEqualTo("Registered as a set");
    assertThat(resource.getOwner().getId()).isEqualTo(realm.userId("alice"));
    assertThat(resource.getOwnerManagedAccess()).isTrue();
    assertThat(resource.getScopes())
        .extracting(ScopeRepresentation::getName)
        .containsExactlyInAnyOrder("view", "print");

    assertThat(Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(204);
    assertThat(resources().findAll()).doesNotContain(id);
  }

  @Test
  void aShareInTheAccountHoldsForBoth() {
    String natively = registeredNatively("Shared, native", "view", "print");
    String asSet = uma.registerResourceSet(pat, "Shared, set", "view", "print").text("_id");
    for (String id : List.of(natively, asSet)) {
      assertThat(umaRpt(id, "view").text("error")).isEqualTo("request_submitted");
      assertThatThrownBy(() -> nativeRpt(id, "view"))
          .isInstanceOf(AuthorizationDeniedException.class);

      realm.share(id, "alice", "bob", "view");
      assertThat(umaRpt(id, "view").status()).isEqualTo(200);
      assertThat(nativeRpt(id, "view")).isNotEmpty();
      assertThat(umaRpt(id, "print").text("error")).isEqualTo("request_submitted");
      assertThatThrownBy(() -> nativeRpt(id, "print"))
          .isInstanceOf(AuthorizationDeniedException.class);
    }
  }

  @Test
  void neitherTakesTheOthersRpt() {
    String id = registeredNatively("Two kinds of RPT", "view");
    realm.share(id, "alice", "bob", "view");
    String theirs = nativeRpt(id, "view");
    String ours = umaRpt(id, "view").text("rpt");

    assertThat(active(uma.introspect(pat, ours).json())).isTrue();
    assertThat(uma.introspect(pat, theirs).body()).isEqualTo("{\"active\":false}");

    assertThat(client.protection().introspectRequestingPartyToken(theirs).getActive()).isTrue();
    assertThat(client.protection().introspectRequestingPartyToken(ours).getActive()).isFalse();
    assertThat(realm.client(ALBUM).introspect(ours).body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void neitherTakesTheOthersTicket() {
    String id = registeredNatively("Two kinds of ticket", "view");
    realm.share(id, "alice", "bob", "view");
    String theirs = nativeTicket(id, "view");
    String ours = uma.registerPermission(pat, id, "view").text("ticket");

    Reply refused = uma.requestRpt(bob, theirs);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_ticket");
    Reply refusedNatively =
        Http.postForm(
            realm.issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
                "ticket", List.of(ours)),
            Http.AUTHORIZATION,
            Http.bearer(bob));
    assertThat(refusedNatively.status()).isEqualTo(403);
    assertThat(refusedNatively.text("error")).isEqualTo("invalid_ticket");
  }

  /** There a role makes a PAT, and here a scope. */
  @Test
  void neitherTakesTheOthersPat() {
    String theirs = client.obtainAccessToken().getToken();
    assertThat(client.protection(theirs).resource().findAll()).isNotNull();
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(theirs)).text("error"))
        .isEqualTo("insufficient_scope");

    String ours = realm.grant(ALBUM, "bob", "uma_protection").text("access_token");
    assertThat(list(ours).isArray()).isTrue();
    assertThat(
            Http.get(
                    realm.issuer() + "/authz/protection/resource_set",
                    Http.AUTHORIZATION,
                    Http.bearer(ours))
                .status())
        .isEqualTo(403);
  }

  /** Alice's resources. */
  private ProtectedResource resources() {
    return client.protection(pat).resource();
  }

  private String registeredNatively(String name, String... scopes) {
    ResourceRepresentation resource = new ResourceRepresentation(name, scopes);
    resource.setOwnerManagedAccess(true);
    return resources().create(resource).getId();
  }

  private String nativeTicket(String id, String scope) {
    return client.protection().permission().create(new PermissionRequest(id, scope)).getTicket();
  }

  private String nativeRpt(String id, String scope) {
    return client
        .authorization(bob)
        .authorize(new AuthorizationRequest(nativeTicket(id, scope)))
        .getToken();
  }

  private Reply umaRpt(String id, String scope) {
    return uma.requestRpt(bob, uma.registerPermission(pat, id, scope).text("ticket"));
  }

  private Reply read(String id) {
    return Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat));
  }

  private JsonNode list(String token) {
    return Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(token)).json();
  }

  private static boolean active(JsonNode introspection) {
    return introspection.path("active").asBoolean();
  }
}
