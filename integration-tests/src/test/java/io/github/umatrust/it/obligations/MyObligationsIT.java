package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people and organisations see of the ledger: what binds them, and nothing else. */
@ExtendWith(Keycloak.class)
class MyObligationsIT {

  private TestRealm realm;
  private Ledger ledger;
  private String pat;
  private String aat;
  private String rpt;
  private String set;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    ledger = new Ledger(realm);
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    pat = ledger.patOfAlice().text("access_token");
    aat = ledger.aatOfBob().text("access_token");
    set = uma.registerResourceSet(pat, "Mine", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
  }

  private Reply mine(String query, String authorization) {
    return Http.get(
        realm.issuer() + "/obligations/mine" + query, Http.AUTHORIZATION, authorization);
  }

  private String account(String user) {
    return realm.accountAuthorization(realm.browser(user));
  }

  @Test
  void anOwnerSeesWhatBindsHer() {
    List<JsonNode> mine = Ledger.list(Ledger.granted(mine("?max=1000", account("alice"))).json());

    assertThat(mine)
        .isNotEmpty()
        .allSatisfy(
            o ->
                assertThat(
                        o.at("/obligated/self").asBoolean() || o.at("/expecting/self").asBoolean())
                    .isTrue());
    assertThat(mine)
        .extracting(o -> o.path("clause").asText() + " " + o.path("direction").asText())
        .contains(
            "AzP-ASO-Introduce-Resource-Server owed",
            "RSO-AzP-Delegate-Protection expected",
            "AzP-RqP-Adhere-to-Terms owed")
        .doesNotContain(
            "RqP-ASO-Supply-Truthful-Claims owed",
            "RSO-ASO-Register-Accurately-and-Timely expected");
    JsonNode terms = of(mine, "AzP-RqP-Adhere-to-Terms");
    assertThat(terms.at("/expecting/name").asText()).isEqualTo("bob");
    assertThat(terms.at("/permissions/0/resource_set_id").asText()).isNotEmpty();
    assertThat(mine.toString())
        .doesNotContain(
            Ledger.tokenId(rpt), Ledger.tokenId(aat), realm.userId("bob"), "print-service");
    assertThat(mine.toString()).contains(Ledger.tokenId(pat));
  }

  @Test
  void aRequestingPartySeesWhatBindsHim() {
    List<JsonNode> mine = Ledger.list(Ledger.granted(mine("?max=1000", account("bob"))).json());

    assertThat(mine)
        .extracting(o -> o.path("clause").asText() + " " + o.path("direction").asText())
        .contains(
            "RqP-ASO-Supply-Truthful-Claims owed",
            "AzP-RqP-Adhere-to-Terms expected",
            "RqP-RSO-Is-Legitimate-Bearer owed")
        .doesNotContain("AzP-ASO-Introduce-Resource-Server owed");
    assertThat(mine.toString())
        .contains(Ledger.tokenId(rpt), Ledger.tokenId(aat), "print-service")
        .doesNotContain(Ledger.tokenId(pat), realm.userId("alice"));
  }

  @Test
  void anOrganisationSeesWhatBindsIt() {
    String token =
        Ledger.granted(realm.client("photo-album").clientCredentials()).text("access_token");

    List<JsonNode> mine = Ledger.list(Ledger.granted(mine("?max=1000", Http.bearer(token))).json());

    assertThat(mine)
        .isNotEmpty()
        .allSatisfy(
            o ->
                assertThat(
                        o.at("/obligated/self").asBoolean() || o.at("/expecting/self").asBoolean())
                    .isTrue());
    assertThat(mine)
        .extracting(o -> o.path("clause").asText() + " " + o.path("direction").asText())
        .contains(
            "RSO-AzP-Delegate-Protection owed",
            "ASO-RSO-Follow-Policies-Accurately-and-Timely expected",
            "RqP-RSO-Is-Legitimate-Bearer expected")
        .doesNotContain("AzP-RqP-Adhere-to-Terms owed");
    assertThat(mine.toString())
        .as("the PAT is the organisation's to use")
        .contains(Ledger.tokenId(pat))
        .doesNotContain(Ledger.tokenId(rpt));
  }

  @Test
  void filtersAndPagesAreThoseOfAdministrators() {
    String alice = account("alice");
    List<JsonNode> all = Ledger.list(mine("?max=1000", alice).json());
    List<JsonNode> paged = new ArrayList<>();
    Reply page = mine("?max=2", alice);
    while (true) {
      paged.addAll(Ledger.list(page.json()));
      String link = page.header("Link").orElse(null);
      if (link == null) {
        break;
      }
      page = Http.get(link.substring(1, link.indexOf('>')), Http.AUTHORIZATION, alice);
    }

    assertThat(paged).isEqualTo(all);
    assertThat(
            Ledger.list(
                mine("?clause=AzP-RqP-Adhere-to-Terms&tokenKind=rpt&resourceSet=" + set, alice)
                    .json()))
        .hasSize(1);
    realm.client("photo-album").revoke(pat);
    assertThat(Ledger.list(mine("?role=authorizing_party&state=ended", alice).json()))
        .isNotEmpty()
        .allSatisfy(o -> assertThat(o.path("state").asText()).isEqualTo("ended"));
    assertThat(Ledger.list(mine("?tokenId=" + Ledger.tokenId(aat), alice).json())).isEmpty();
    for (String query : List.of("?party=bob", "?max=0", "?state=asleep", "?max=1&max=2", "?x=1")) {
      Reply refused = mine(query, alice);
      assertThat(refused.status()).as(query).isEqualTo(400);
      assertThat(refused.text("error")).isEqualTo("invalid_request");
    }
  }

  @Test
  void aClientThatIsNotShownCannotBeAskedFor() {
    String server =
        Http.bearer(
            Ledger.granted(realm.client("photo-album").clientCredentials()).text("access_token"));
    for (String client : List.of("print-service", realm.clientUuid("print-service"))) {
      String query = "?max=1000&client=" + client;
      assertThat(Ledger.list(Ledger.granted(mine(query, account("alice"))).json()))
          .as("bob's client, asked for by alice")
          .isEmpty();
      assertThat(Ledger.list(Ledger.granted(mine(query, server)).json()))
          .as("bob's client, asked for by the resource server")
          .isEmpty();
      assertThat(Ledger.list(mine(query, account("bob")).json())).isNotEmpty();
    }
    for (String whoever : List.of(account("alice"), account("bob"), server)) {
      assertThat(Ledger.list(mine("?max=1000&client=photo-album", whoever).json()))
          .as("the resource server is shown to all")
          .isNotEmpty();
    }
  }

  @Test
  void whoeverTakesMyIdForANameIsNotMe() {
    String id = realm.userId("alice");
    Administrators.add(realm, id);
    Ledger.granted(
        realm.client("photo-album").codeGrant(realm.browser(id), "scope", "openid uma_protection"));
    assertThat(ledger.obligations("party=" + id + "&max=1000"))
        .anySatisfy(o -> assertThat(o.at("/obligated/name").asText()).isEqualTo(id));

    assertThat(Ledger.list(mine("?max=1000", account("alice")).json()))
        .isNotEmpty()
        .noneSatisfy(o -> assertThat(o.toString()).contains("\"name\":\"" + id));
  }

  @Test
  void tokensThatSpeakForNobodyAreRefused(KeycloakServer server) {
    TestRealm other = new TestRealm(server.baseUrl(), "uma-trust");
    String narrow =
        Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
            .text("access_token");

    assertThat(Http.get(realm.issuer() + "/obligations/mine").status()).isEqualTo(401);
    assertThat(mine("", "Bearer nonsense").status()).isEqualTo(401);
    assertThat(mine("", Http.bearer(pat)).status()).as("a PAT").isEqualTo(403);
    assertThat(mine("", Http.bearer(aat)).status()).as("an AAT").isEqualTo(403);
    assertThat(mine("", Http.bearer(rpt)).status()).as("an RPT").isIn(401, 403);
    assertThat(mine("", Http.bearer(narrow)).status()).as("a server's own PAT").isEqualTo(403);
    assertThat(mine("", other.accountAuthorization(other.browser("alice"))).status())
        .as("a token of another realm")
        .isEqualTo(401);
    Reply challenge = Http.get(realm.issuer() + "/obligations/mine");
    assertThat(challenge.header("WWW-Authenticate").orElse("")).startsWith("Bearer realm=");
    assertThat(challenge.text("error")).isEqualTo("invalid_token");
  }

  @Test
  void aTokenForAnApiDoesNotLetTheApiAsk() {
    realm.changeClient(
        "planner",
        Map.of("serviceAccountsEnabled", true, "publicClient", false, "fullScopeAllowed", false));
    String withoutAudience =
        Ledger.granted(realm.client("planner").clientCredentials()).text("access_token");
    assertThat(mine("", Http.bearer(withoutAudience)).status()).isEqualTo(200);

    realm.adminPost(
        "clients/" + realm.clientUuid("planner") + "/protocol-mappers/models",
        Map.of(
            "name",
            "for the calendar",
            "protocol",
            "openid-connect",
            "protocolMapper",
            "oidc-audience-mapper",
            "config",
            Map.of("included.client.audience", "calendar-api", "access.token.claim", "true")));
    String forApi =
        Ledger.granted(realm.client("planner").clientCredentials()).text("access_token");
    assertThat(mine("", Http.bearer(forApi)).status()).isEqualTo(401);
  }

  @Test
  void pagesOfOtherOriginsMayAskIfTheClientAllowsIt() {
    String url = realm.issuer() + "/obligations/mine";
    String token = account("alice");

    Reply stranger =
        Http.get(url, Http.AUTHORIZATION, token, "Origin", "https://stranger.example.org");
    Reply preflight =
        Http.send(
            "OPTIONS",
            url,
            null,
            "Origin",
            "https://stranger.example.org",
            "Access-Control-Request-Method",
            "GET");

    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.header("Access-Control-Allow-Methods").orElse("")).contains("GET");
  }

  private static JsonNode of(List<JsonNode> obligations, String clause) {
    return obligations.stream()
        .filter(o -> o.path("clause").asText().equals(clause))
        .findFirst()
        .orElseThrow();
  }
}
