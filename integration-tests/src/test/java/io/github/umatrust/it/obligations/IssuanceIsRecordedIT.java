package io.github.umatrust.it.obligations;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every PAT, AAT and RPT that leaves the server is in the ledger with its clauses. */
@ExtendWith(Keycloak.class)
class IssuanceIsRecordedIT {

  private static final List<String> PAT_CLAUSES =
      List.of(
          "RSO-AzP-Delegate-Protection",
          "RSO-ASO-Register-Accurately-and-Timely",
          "ASO-AzP-Follow-Policies-Accurately-and-Timely",
          "AzP-ASO-Introduce-Resource-Server",
          "AzP-RSO-Introduce-Authorization-Server");

  private TestRealm realm;
  private Ledger ledger;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
  }

  @Test
  void patByCodeGrantBringsFiveClausesIntoForce() {
    Reply granted = ledger.patOfAlice();
    String pat = granted.text("access_token");

    List<JsonNode> obligations = ledger.ofToken(pat);

    assertThat(Ledger.clauses(obligations)).containsExactlyElementsOf(PAT_CLAUSES);
    assertThat(obligations)
        .extracting(Ledger::parties)
        .containsExactly(
            "Photo Album > alice",
            "Photo Album > Keycloak UMA Trust",
            "Keycloak UMA Trust > alice",
            "alice > Keycloak UMA Trust",
            "alice > Photo Album");
    assertThat(obligations)
        .allSatisfy(
            obligation -> {
              assertThat(Ledger.state(obligation)).isEqualTo("in_force");
              assertThat(obligation.path("confirmed").asBoolean()).isTrue();
              assertThat(obligation.path("tokenKind").asText()).isEqualTo("pat");
              assertThat(obligation.path("clientId").asText()).isEqualTo("photo-album");
              assertThat(obligation.path("resourceServer").asText()).isEqualTo("photo-album");
              assertThat(obligation.path("interaction").asText()).isEqualTo("pat_issued");
              assertThat(obligation.path("until").asLong())
                  .as("as long as the grant can be renewed")
                  .isEqualTo(
                      Tokens.claims(granted.text("refresh_token")).path("exp").asLong() * 1000);
              assertThat(obligation.path("since").asLong())
                  .isCloseTo(
                      Tokens.claims(pat).path("iat").asLong() * 1000,
                      org.assertj.core.data.Offset.offset(2000L));
            });
    assertThat(obligations.get(0).at("/obligated/type").asText()).isEqualTo("organisation");
    assertThat(obligations.get(0).at("/expecting/type").asText()).isEqualTo("user");
    assertThat(obligations.get(0).at("/expecting/id").asText()).isEqualTo(realm.userId("alice"));
    assertThat(obligations.get(0).toString()).doesNotContain(pat);
  }

  @Test
  void patOfAServiceAccountIsItsOrganisations() {
    String pat =
        Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
            .text("access_token");

    List<JsonNode> obligations = ledger.ofToken(pat);

    assertThat(Ledger.clauses(obligations)).containsExactlyElementsOf(PAT_CLAUSES);
    assertThat(obligations.get(0).at("/expecting/type").asText()).isEqualTo("organisation");
    assertThat(Ledger.parties(obligations.get(0))).isEqualTo("Photo Album > Photo Album");
  }

  @Test
  void aatBringsTwoClausesIntoForce() {
    String aat = ledger.aatOfBob().text("access_token");

    List<JsonNode> obligations = ledger.ofToken(aat);

    assertThat(Ledger.clauses(obligations))
        .containsExactly("RqP-ASO-Supply-Truthful-Claims", "ASO-RqP-Request-Limited-Claims");
    assertThat(obligations)
        .extracting(Ledger::parties)
        .containsExactly("bob > Keycloak UMA Trust", "Keycloak UMA Trust > bob");
    assertThat(obligations.get(0).has("resourceServer")).isFalse();
  }

  @Test
  void namesInAnyScriptAreRecorded() {
    realm.changeClient("photo-album", Map.of("name", "相册"));
    try {
      String resource = ledger.resourceOfAliceThatBobMayView("Ferien 🌄");
      String token =
          Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")))
              .text("access_token");

      String rpt = Ledger.granted(ledger.nativeRpt(token, resource)).text("access_token");

      JsonNode bearer = ledger.ofToken(rpt).get(0);
      assertThat(Ledger.parties(bearer)).isEqualTo("bob > 相册");
      assertThat(bearer.at("/permissions/0/resource_set_name").asText()).isEqualTo("Ferien 🌄");
      assertThat(ledger.obligations("party=" + Http.encode("相册"))).contains(bearer);
    } finally {
      realm.changeClient("photo-album", Map.of("name", "Photo Album"));
    }
  }

  @Test
  void rptOfKeycloaksOwnUmaIsRecordedWithItsPermissionsAndOwner() {
    String resource = ledger.resourceOfAliceThatBobMayView("holiday");
    String token =
        Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")))
            .text("access_token");
    Reply answer = Ledger.granted(ledger.nativeRpt(token, resource));

    List<JsonNode> obligations = ledger.ofToken(answer.text("access_token"));

    assertThat(Ledger.clauses(obligations))
        .containsExactly("RqP-RSO-Is-Legitimate-Bearer", "AzP-RqP-Adhere-to-Terms");
    assertThat(obligations)
        .extracting(Ledger::parties)
        .containsExactly("bob > Photo Album", "alice > bob");
    JsonNode bearer = obligations.get(0);
    assertThat(bearer.path("clientId").asText()).isEqualTo("print-service");
    assertThat(bearer.path("resourceServer").asText()).isEqualTo("photo-album");
    assertThat(bearer.path("confirmed").asBoolean()).isTrue();
    assertThat(bearer.at("/permissions/0/resource_set_id").asText()).isEqualTo(resource);
    assertThat(bearer.at("/permissions/0/resource_set_name").asText()).isEqualTo("holiday");
    assertThat(bearer.at("/permissions/0/scopes/0").asText()).isEqualTo("view");
    assertThat(obligations.get(1).has("until")).isFalse();

    Reply refreshed =
        Ledger.granted(realm.client("print-service").refresh(answer.text("refresh_token")));
    List<JsonNode> renewed = ledger.ofToken(refreshed.text("access_token"));
    assertThat(Ledger.clauses(renewed)).containsExactly("RqP-RSO-Is-Legitimate-Bearer");
    assertThat(renewed.get(0).path("id")).isEqualTo(bearer.path("id"));
    assertThat(Ledger.parties(renewed.get(0))).isEqualTo("bob > Photo Album");
  }

  @Test
  void decisionWithoutTokenIsNoRpt() {
    String resource = ledger.resourceOfAliceThatBobMayView("decision");
    String token =
        Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")))
            .text("access_token");
    int before = ledger.obligations("max=1000").size();

    Reply decision =
        Http.postForm(
            realm.issuer() + "/protocol/openid-connect/token",
            Map.of(
                "grant_type", List.of("urn:ietf:params:oauth:grant-type:uma-ticket"),
                "audience", List.of("photo-album"),
                "permission", List.of(resource + "#view"),
                "response_mode", List.of("decision")),
            Http.AUTHORIZATION,
            Http.bearer(token));

    assertThat(decision.json().path("result").asBoolean()).isTrue();
    assertThat(ledger.obligations("max=1000")).hasSize(before);
  }

  @Test
  void tokenThatIsBothPatAndAatIsTwoInteractions() {
    realm.adminPut(
        "clients/"
            + realm.clientUuid("photo-album")
            + "/optional-client-scopes/"
            + realm.clientScopeId("uma_authorization"),
        Map.of());
    String both =
        Ledger.granted(
                realm
                    .client("photo-album")
                    .clientCredentials("scope", "uma_protection uma_authorization"))
            .text("access_token");

    List<JsonNode> obligations = ledger.ofToken(both);

    assertThat(obligations).hasSize(7);
    assertThat(obligations)
        .extracting(o -> o.path("interaction").asText())
        .containsOnly("pat_issued", "aat_issued");
    assertThat(obligations).extracting(o -> o.path("id").asText()).doesNotHaveDuplicates();
  }

  /** Keycloak builds an access token there, and throws it away. */
  @Test
  void hybridFlowWithoutTokenIsNoIssuance() {
    OAuthClient client = realm.client("photo-album");
    String uuid = realm.clientUuid("photo-album");
    ObjectNode settings = (ObjectNode) realm.adminGet("clients/" + uuid);
    realm.adminPut("clients/" + uuid, settings.put("implicitFlowEnabled", true));
    var browser = realm.browser("alice");
    String url = client.authorizationUrl("scope", "openid uma_protection", "nonce", "n");

    int before = ledger.obligations("max=1000").size();
    Map<String, String> answer =
        browser.openUntil(
            url.replace("response_type=code", "response_type=code+id_token"), OAuthClient.CALLBACK);
    assertThat(answer).containsKeys("code", "id_token").doesNotContainKey("access_token");
    assertThat(ledger.obligations("max=1000")).hasSize(before);

    Map<String, String> withToken =
        browser.openUntil(
            url.replace("response_type=code", "response_type=code+token"), OAuthClient.CALLBACK);
    assertThat(ledger.ofToken(requireNonNull(withToken.get("access_token")))).hasSize(5);
  }

  /** What narrows a token does so before it is recorded. */
  @Test
  void tokenIsRecordedWithTheAudienceItLeftWith() {
    String calendar = "https://calendar.example.com/";
    String pat =
        Ledger.granted(
                realm
                    .client("photo-album")
                    .clientCredentials("scope", "uma_protection", "resource", calendar))
            .text("access_token");

    assertThat(Tokens.audience(pat)).containsExactly(calendar);
    assertThat(ledger.ofToken(pat))
        .hasSize(5)
        .allSatisfy(
            o -> assertThat(o.path("audiences").toString()).isEqualTo("[\"" + calendar + "\"]"));
  }

  @Test
  void ordinaryTokenIsNobodysObligation() {
    String token = Ledger.granted(realm.client("planner").clientCredentials()).text("access_token");

    assertThat(ledger.ofToken(token)).isEmpty();
  }

  @Test
  void refreshRenewsTheSameObligations() throws InterruptedException {
    Reply first = ledger.patOfAlice();
    List<JsonNode> before = ledger.ofToken(first.text("access_token"));
    Thread.sleep(1100); // so that the new token expires in a later second

    Reply second = Ledger.granted(realm.client("photo-album").refresh(first.text("refresh_token")));
    Reply third = Ledger.granted(realm.client("photo-album").refresh(second.text("refresh_token")));

    List<JsonNode> after = ledger.ofToken(third.text("access_token"));
    assertThat(after).hasSize(5);
    for (int i = 0; i < 5; i++) {
      assertThat(after.get(i).path("id")).isEqualTo(before.get(i).path("id"));
      assertThat(after.get(i).path("since")).isEqualTo(before.get(i).path("since"));
      assertThat(after.get(i).path("until").asLong())
          .isGreaterThan(before.get(i).path("until").asLong());
    }
    assertThat(Ledger.list(after.get(0).path("tokenIds")))
        .extracting(JsonNode::asText)
        .containsExactly(
            Ledger.tokenId(first.text("access_token")),
            Ledger.tokenId(second.text("access_token")),
            Ledger.tokenId(third.text("access_token")));
    assertThat(ledger.ofToken(first.text("access_token"))).isEqualTo(after);
  }

  @Test
  void refreshRenewsOnlyWhatItsOwnRefreshTokenBegan() {
    var browser = realm.browser("alice");
    Reply one =
        Ledger.granted(
            realm.client("photo-album").codeGrant(browser, "scope", "openid uma_protection"));
    Reply other =
        Ledger.granted(
            realm.client("photo-album").codeGrant(browser, "scope", "openid uma_protection"));
    assertThat(Tokens.claims(one.text("access_token")).path("sid"))
        .as("two grants of one session")
        .isEqualTo(Tokens.claims(other.text("access_token")).path("sid"));

    Reply refreshed =
        Ledger.granted(realm.client("photo-album").refresh(one.text("refresh_token")));

    assertThat(ledger.ofToken(refreshed.text("access_token")).get(0).path("tokenIds"))
        .isEqualTo(ledger.ofToken(one.text("access_token")).get(0).path("tokenIds"))
        .hasSize(2);
    assertThat(ledger.ofToken(other.text("access_token")).get(0).path("tokenIds")).hasSize(1);
  }

  @Test
  void operatorIsTheOneNamedInTheClientsAttribute() {
    String uuid = realm.clientUuid("photo-album");
    JsonNode client = realm.adminGet("clients/" + uuid);
    ((ObjectNode) client.path("attributes")).put("obligations.operator", "Album Ltd.");
    realm.adminPut("clients/" + uuid, client);
    try {
      String pat = ledger.patOfAlice().text("access_token");
      assertThat(Ledger.parties(ledger.ofToken(pat).get(0))).isEqualTo("Album Ltd. > alice");
    } finally {
      ((ObjectNode) client.path("attributes")).put("obligations.operator", "");
      realm.adminPut("clients/" + uuid, client);
    }
  }
}
