package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Permission registration, and the life of a ticket. */
@ExtendWith(Keycloak.class)
class PermissionTicketIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String aat = "";
  private String set = "";

  PermissionTicketIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void resourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    set = uma.registerResourceSet(pat, "Tickets", "view", "print").text("_id");
  }

  @Test
  void aPermissionBecomesATicketOf256RandomBits() {
    Reply registered = uma.registerPermission(pat, set, "view");
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.text("ticket")).matches("[A-Za-z0-9_-]{43}");
    assertThat(uma.registerPermission(pat, set, "view").text("ticket"))
        .isNotEqualTo(registered.text("ticket"));
  }

  @Test
  void anUnknownResourceSetOrScopeIsRefused() {
    assertThat(uma.registerPermission(pat, "no-such-set", "view").text("error"))
        .isEqualTo("invalid_resource_set_id");
    Reply scope = uma.registerPermission(pat, set, "view", "delete");
    assertThat(scope.status()).isEqualTo(400);
    assertThat(scope.text("error")).isEqualTo("invalid_scope");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{}",
        "[]",
        "{\"resource_set_id\":1,\"scopes\":[\"view\"]}",
        "{\"resource_set_id\":\"x\"}",
        "{\"resource_set_id\":\"x\",\"scopes\":[]}",
        "{\"resource_set_id\":\"x\",\"scopes\":\"view\"}",
        "{\"resource_set_id\":\"x\",\"scopes\":[null]}"
      })
  void aBadPermissionIsRefused(String body) {
    Reply refused = send(uma.permissionEndpoint(), pat, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "{}",
        "{\"ticket\":1}",
        "{\"ticket\":\"\"}",
        "{\"ticket\":\"a\",\"ticket\":\"b\"}",
        "{\"ticket\":\"a\",\"rpt\":{}}",
        "{\"ticket\":\"a\",\"claim_tokens\":\"b\"}"
      })
  void aBadRequestForAnRptIsRefused(String body) {
    Reply refused = send(uma.rptEndpoint(), aat, body);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
  }

  @Test
  void anUnknownTicketIsRefused(KeycloakServer server) {
    assertThat(uma.requestRpt(aat, "A".repeat(43)).text("error")).isEqualTo("invalid_ticket");
    // Nor does a ticket of another realm work.
    TestRealm other = new TestRealm(server.baseUrl(), "uma-trust");
    UmaEndpoints otherUma = UmaEndpoints.discover(other.issuer());
    String otherPat =
        other
            .client("photo-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    String otherSet = otherUma.registerResourceSet(otherPat, "Other realm", "view").text("_id");
    String foreign = otherUma.registerPermission(otherPat, otherSet, "view").text("ticket");
    assertThat(uma.requestRpt(aat, foreign).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void aTicketExpires() {
    realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "1")));
    try {
      String ticket = uma.registerPermission(pat, set, "view").text("ticket");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () ->
                  assertThat(uma.requestRpt(aat, ticket).text("error"))
                      .isEqualTo("expired_ticket"));
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "300")));
    }
  }

  @Test
  void aTicketEndsWithItsResourceSet() {
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    Http.delete(uma.resourceSets(set), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void ofManyRedemptionsAtOnceOneSucceeds() throws InterruptedException, ExecutionException {
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    ExecutorService pool = Executors.newFixedThreadPool(12);
    try {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        replies.add(pool.submit(() -> uma.requestRpt(aat, ticket)));
      }
      int granted = 0;
      for (Future<Reply> reply : replies) {
        if (reply.get().status() == 200) {
          granted++;
        } else {
          assertThat(reply.get().text("error")).isEqualTo("invalid_ticket");
        }
      }
      assertThat(granted).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void introspectionTakesOneTokenInAFormAndNothingElse() {
    String authorization = Http.bearer(pat);
    assertThat(
            Http.get(uma.introspectionEndpoint() + "?token=x", Http.AUTHORIZATION, authorization)
                .status())
        .isEqualTo(405);
    assertThat(
            Http.postJson(
                    uma.introspectionEndpoint(),
                    Map.of("token", "x"),
                    Http.AUTHORIZATION,
                    authorization)
                .text("error"))
        .isEqualTo("invalid_request");
    assertThat(
            Http.postForm(uma.introspectionEndpoint(), Map.of(), Http.AUTHORIZATION, authorization)
                .text("error"))
        .isEqualTo("invalid_request");
    assertThat(
            Http.postForm(
                    uma.introspectionEndpoint(),
                    Map.of("token", List.of("x", "y")),
                    Http.AUTHORIZATION,
                    authorization)
                .text("error"))
        .isEqualTo("invalid_request");
  }

  @Test
  void whatIsNoRptOfThisResourceServerIsInactive() {
    realm.share(set, "alice", "bob", "view");
    String rpt =
        uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).text("rpt");
    realm.addResourceServer("music-album");
    String otherPat =
        realm
            .client("music-album")
            .clientCredentials("scope", "uma_protection")
            .text("access_token");
    assertThat(uma.introspect(otherPat, rpt).body()).isEqualTo("{\"active\":false}");
    for (String noRpt :
        List.of(
            "nonsense",
            "e30.e30.e30",
            "bnVsbA.bnVsbA.e30",
            "eyJhbGciOiJub25lIn0.e30.",
            aat,
            pat,
            rpt + "x")) {
      assertThat(uma.introspect(pat, noRpt).body()).isEqualTo("{\"active\":false}");
    }
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
  }

  @Test
  void anAccessTokenForTheResourceServerIsNoRpt() {
    realm.adminPost(
        "client-scopes",
        Map.of(
            "name", "album",
            "protocol", "openid-connect",
            "protocolMappers",
                List.of(
                    Map.of(
                        "name", "audience",
                        "protocol", "openid-connect",
                        "protocolMapper", "oidc-audience-mapper",
                        "config",
                            Map.of(
                                "included.client.audience", "photo-album",
                                "access.token.claim", "true")))));
    realm.grantOptionalScope("planner", "album");
    String token = realm.client("planner").clientCredentials("scope", "album").text("access_token");
    assertThat(Tokens.audience(token)).containsExactly("photo-album");
    assertThat(uma.introspect(pat, token).body()).isEqualTo("{\"active\":false}");
  }

  private static Reply send(String url, String token, String body) {
    return Http.send(
        "POST",
        url,
        body,
        "Content-Type",
        "application/json",
        Http.AUTHORIZATION,
        Http.bearer(token));
  }
}
