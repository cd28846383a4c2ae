package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
  @DisplayName("§3.2.2: a ticket is opaque and random")
  void aPermissionBecomesATicketOf256RandomBits() {
    Reply registered = uma.registerPermission(pat, set, "view");
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.text("ticket")).matches("[A-Za-z0-9_-]{43}");
    assertThat(uma.registerPermission(pat, set, "view").text("ticket"))
        .isNotEqualTo(registered.text("ticket"));
  }

  @Test
  @DisplayName("perm-reg-1.0: an array is one ticket")
  void severalPermissionsAreOneTicketAndOneRpt() {
    String other = uma.registerResourceSet(pat, "Others", "print").text("_id");
    realm.share(set, "alice", "bob", "view", "print");
    String body =
        """
        [{"resource_set_id":"%1$s","scopes":["view"]},{"resource_set_id":"%2$s","scopes":["print"]},
         {"resource_set_id":"%1$s","scopes":["print","view"]}]
        """
            .formatted(set, other);
    String ticket = send(uma.permissionEndpoint(), pat, body).text("ticket");
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("request_submitted");
    realm.share(other, "alice", "bob", "print");
    String rpt = uma.requestRpt(aat, ticket).text("rpt");
    JsonNode permissions = uma.introspect(pat, rpt).json().path("permissions");
    assertThat(permissions).hasSize(2);
    assertThat(permissions.path(0).path("resource_set_id").asText()).isEqualTo(set);
    assertThat(permissions.path(0).path("scopes").toString()).isEqualTo("[\"view\",\"print\"]");
    assertThat(permissions.path(1).path("resource_set_id").asText()).isEqualTo(other);
    assertThat(permissions.path(1).path("scopes").toString()).isEqualTo("[\"print\"]");
  }

  @Test
  void anArrayOfOneIsOne() {
    Reply reply =
        send(
            uma.permissionEndpoint(),
            pat,
            "[{\"resource_set_id\":\"" + set + "\",\"scopes\":[\"view\"]}]");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().fieldNames()).toIterable().containsExactly("ticket");
  }

  @Test
  void oneBadPermissionOfSeveralRefusesAll() {
    String good = "{\"resource_set_id\":\"" + set + "\",\"scopes\":[\"view\"]}";
    Map.of(
            "{\"resource_set_id\":\"no-such-set\",\"scopes\":[\"view\"]}",
            "invalid_resource_set_id",
            "{\"resource_set_id\":\"" + set + "\",\"scopes\":[\"delete\"]}",
            "invalid_scope",
            "{\"resource_set_id\":\"" + set + "\"}",
            "invalid_request",
            "1",
            "invalid_request")
        .forEach(
            (bad, error) -> {
              Reply refused = send(uma.permissionEndpoint(), pat, "[" + good + "," + bad + "]");
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.text("error")).isEqualTo(error);
              assertThat(refused.json().has("ticket")).isFalse();
            });
    String many = "[" + String.join(",", Collections.nCopies(21, good)) + "]";
    assertThat(send(uma.permissionEndpoint(), pat, many).text("error"))
        .isEqualTo("invalid_request");
  }

  /** UMA Core 1.0.1 §3.2.2: of the ticket's life, "MUST NOT be single-use". */
  @Test
  @DisplayName("§3.2.2: a ticket is not single-use, and ends with the grant")
  void aTicketCanBePresentedUntilAccessIsGranted() {
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    for (int i = 0; i < 3; i++) {
      assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("request_submitted");
    }
    realm.share(set, "alice", "bob", "view");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  /** UMA Core 1.0.1 §3.2.2: the first use binds the ticket to client and requesting party. */
  @Test
  @DisplayName("§3.2.2: the first use binds a ticket to client and requesting party")
  void whoIsFirstToPresentATicketIsTheOnlyOneWhoCan() {
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    realm.share(set, "alice", "bob", "view");
    String auditors =
        realm.grant("print-service", "auditor", "uma_authorization").text("access_token");
    assertThat(uma.requestRpt(auditors, ticket).text("error")).isEqualTo("request_submitted");
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.requestRpt(otherClient(), ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.requestRpt(auditors, ticket).text("error")).isEqualTo("request_submitted");
  }

  /** UMA Core 1.0.1 §3.2.2: a ticket seen from different clients has its RPTs revoked. */
  @Test
  @DisplayName("§3.2.2: a ticket seen from different clients has its RPTs revoked")
  void anotherClientWithTheTicketEndsTheRptThatWasGrantedOnIt() {
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = uma.requestRpt(aat, ticket).text("rpt");
    String unrelated =
        uma.requestRpt(aat, uma.registerPermission(pat, set, "view").text("ticket")).text("rpt");

    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();

    assertThat(uma.requestRpt(otherClient(), ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.introspect(pat, rpt).body()).isEqualTo("{\"active\":false}");
    assertThat(uma.introspect(pat, unrelated).json().path("active").asBoolean()).isTrue();
    String revocation =
        realm.adminGet("events?type=REVOKE_GRANT&client=print-service&max=100").toString();
    assertThat(revocation).contains(Tokens.claims(rpt).path("jti").asText());
  }

  /** The extension is a setting of the realm, and off until somebody switches it on. */
  @Test
  @DisplayName("claims-sec: where the realm does not offer it, no ticket is rotated")
  void aTicketStaysTheSameUntilItEnds() {
    assertThat(uma.configuration().has("uma_profiles_supported")).isFalse();
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    Reply refused = uma.requestRpt(aat, ticket);
    assertThat(refused.json().has("ticket")).isFalse();
    assertThat(refused.body()).doesNotContain(ticket);
  }

  static Stream<Arguments> answersThatDoNotEndATicket() {
    return Stream.of(
        Arguments.of("not_authorized", Map.of("uma_access_requests", List.of("false"))),
        Arguments.of(
            "need_info",
            Map.of("uma_terms_version", List.of("1"), "uma_terms_text_en", List.of("Look only."))),
        Arguments.of("request_submitted", Map.of()));
  }

  /**
   * UMA Core 1.0.1 §3.2.2 names what ends a ticket, the grant and the expiry, and so nothing else
   * does.
   */
  @ParameterizedTest(name = "§3.2.2: {0} does not by itself kill the ticket")
  @MethodSource("answersThatDoNotEndATicket")
  void anAnswerOtherThanTheGrantDoesNotKillTheTicket(
      String error, Map<String, List<String>> requirements) {
    ConsoleResource resource = new ConsoleResource(realm, "photo-album", set);
    resource.setAttributes(requirements);
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    for (int i = 0; i < 2; i++) {
      Reply refused = uma.requestRpt(aat, ticket);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("error")).isEqualTo(error);
    }

    Map<String, List<String>> nothing = new HashMap<>(requirements);
    nothing.replaceAll((name, values) -> List.of());
    resource.setAttributes(nothing);
    realm.share(set, "alice", "bob", "view");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void theLedgerOfEventsNeverHoldsATicket() {
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = uma.requestRpt(aat, ticket).text("rpt");
    assertThat(realm.adminGet("events?max=500").toString()).doesNotContain(ticket, rpt);
  }

  private String otherClient() {
    realm.grantOptionalScope("planner", "uma_authorization");
    return realm
        .client("planner")
        .clientCredentials("scope", "uma_authorization")
        .text("access_token");
  }

  /** The table of UMA Core 1.0.1 §3.2, row by row. */
  @ParameterizedTest(name = "§3.2 {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "resource_set_id: required | {\"scopes\":[\"view\"]} | invalid_request",
        "resource_set_id: registered | {\"resource_set_id\":\"x\",\"scopes\":[\"view\"]} | invalid_resource_set_id",
        "scopes: required | {\"resource_set_id\":\"SET\"} | invalid_request",
        "scopes: one or more | {\"resource_set_id\":\"SET\",\"scopes\":[]} | invalid_request",
        "scopes: registered | {\"resource_set_id\":\"SET\",\"scopes\":[\"view\",\"delete\"]} | invalid_scope"
      })
  void aPermissionIsForWhatIsRegistered(String row, String body, String error) {
    Reply refused = send(uma.permissionEndpoint(), pat, body.replace("SET", set));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo(error);
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
    for (int length : new int[] {1, 43, 255, 256, 2000}) {
      assertThat(uma.requestRpt(aat, "A".repeat(length)).text("error")).isEqualTo("invalid_ticket");
    }
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
  @DisplayName("§3.2.2: a ticket is short-lived, and ends with its expiry")
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
  void ofManyRedemptionsAtOnceOneSucceeds() throws InterruptedException {
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    int granted = 0;
    for (Reply reply : AtOnce.send(25, 50, i -> uma.requestRpt(aat, ticket))) {
      if (reply.status() == 200) {
        granted++;
      } else {
        assertThat(reply.text("error")).isEqualTo("invalid_ticket");
      }
    }
    assertThat(granted).isEqualTo(1);
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
