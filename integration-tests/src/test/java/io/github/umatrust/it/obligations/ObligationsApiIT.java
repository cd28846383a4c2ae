package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read the ledger, and how. */
@ExtendWith(Keycloak.class)
class ObligationsApiIT {

  private TestRealm realm;
  private Ledger ledger;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
  }

  @Test
  void onlyThoseWhoMayViewEventsMayReadIt(KeycloakServer server) {
    String url = realm.adminUrl("obligations");
    TestRealm other = new TestRealm(server.baseUrl(), "uma-trust");

    assertThat(Http.get(url).status()).isEqualTo(401);
    assertThat(Http.get(url, Http.AUTHORIZATION, "Bearer nonsense").status()).isEqualTo(401);
    assertThat(Http.get(url, Http.AUTHORIZATION, realm.userAuthorization("alice")).status())
        .isEqualTo(403);
    assertThat(
            Http.get(url + "/clauses", Http.AUTHORIZATION, realm.userAuthorization("alice"))
                .status())
        .isEqualTo(403);
    assertThat(Http.get(url, Http.AUTHORIZATION, realm.userAuthorization("auditor")).status())
        .isEqualTo(200);
    assertThat(Http.get(url, Http.AUTHORIZATION, other.userAuthorization("auditor")).status())
        .as("an auditor of another realm")
        .isIn(401, 403);
    assertThat(
            Http.get(
                    other.adminUrl("obligations"),
                    Http.AUTHORIZATION,
                    realm.userAuthorization("auditor"))
                .status())
        .isIn(401, 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max=-1",
        "max=1001",
        "max=ten",
        "max=99999999999999999999",
        "max=0",
        "first=0",
        "after=1~2~3",
        "asOf=yesterday",
        "role=client",
        "tokenKind=jwt",
        "max=",
        "max=1&max=2",
        "state=sleeping",
        "state=IN_FORCE",
        "clause=rso-azp-delegate-protection",
        "party=",
        "party=%0a",
        "clause=x&clause=y",
        "partie=alice"
      })
  void badQueriesAreRefusedWithAReason(String query) {
    Reply reply = ledger.query(query);

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.text("errorMessage")).isNotBlank();
  }

  @Test
  void overlongAndUnprintableValuesAreRefused() {
    assertThat(ledger.query("clause=%01").status()).isEqualTo(400);
    assertThat(ledger.query("tokenId=%00").status()).isEqualTo(400);
    assertThat(ledger.query("party=" + "x".repeat(256)).status()).isEqualTo(400);
    assertThat(ledger.query("party=" + "x".repeat(255)).status()).isEqualTo(200);
  }

  @Test
  void hostileValuesFindNothing() {
    ledger.patOfAlice();
    assertThat(ledger.obligations("party=" + Http.encode("' or '1'='1"))).isEmpty();
    assertThat(ledger.obligations("client=%25")).isEmpty();
    assertThat(ledger.obligations("tokenId=" + Http.encode("a\u0301\uD83D\uDE00"))).isEmpty();
  }

  @Test
  void filtersNarrowTheAnswer() {
    String pat = ledger.patOfAlice().text("access_token");
    String aat = ledger.aatOfBob().text("access_token");
    realm.client("print-service").revoke(aat);

    assertThat(ledger.obligations("client=photo-album&max=1000"))
        .isNotEmpty()
        .allSatisfy(o -> assertThat(o.path("clientId").asText()).isEqualTo("photo-album"));
    assertThat(ledger.obligations("party=alice&max=1000"))
        .isNotEmpty()
        .allSatisfy(o -> assertThat(Ledger.parties(o)).contains("alice"));
    assertThat(ledger.obligations("party=" + realm.userId("bob")))
        .isNotEmpty()
        .allSatisfy(o -> assertThat(Ledger.parties(o)).contains("bob"));
    assertThat(ledger.obligations("clause=RSO-AzP-Delegate-Protection&max=1000"))
        .isNotEmpty()
        .allSatisfy(
            o -> assertThat(o.path("clause").asText()).isEqualTo("RSO-AzP-Delegate-Protection"));
    assertThat(ledger.obligations("state=ended&tokenId=" + Ledger.tokenId(aat))).hasSize(2);
    assertThat(ledger.obligations("state=in_force&tokenId=" + Ledger.tokenId(aat))).isEmpty();
    assertThat(
            ledger.obligations(
                "state=in_force&party=alice&clause=AzP-ASO-Introduce-Resource-Server&tokenId="
                    + Ledger.tokenId(pat)))
        .hasSize(1);
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepetition() {
    for (int i = 0; i < 12; i++) {
      Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"));
    }
    List<JsonNode> all = Ledger.list(ledger.query("max=1000").json());
    assertThat(all.size()).as("more than one batch of rows").isGreaterThanOrEqualTo(60);
    List<JsonNode> paged = new ArrayList<>();
    Reply page = ledger.query("max=7");
    while (true) {
      paged.addAll(Ledger.list(page.json()));
      assertThat(paged.size()).isLessThanOrEqualTo(all.size());
      String link = page.header("Link").orElse(null);
      if (link == null) {
        break;
      }
      assertThat(link).endsWith(">; rel=\"next\"");
      page =
          Http.get(
              link.substring(1, link.indexOf('>')),
              Http.AUTHORIZATION,
              realm.userAuthorization("auditor"));
    }

    assertThat(ids(paged)).isEqualTo(ids(all)).doesNotHaveDuplicates();
    assertThat(all).extracting(o -> -o.path("since").asLong()).isSorted();
  }

  private static List<JsonNode> ids(List<JsonNode> obligations) {
    return obligations.stream().map(o -> o.path("id")).toList();
  }

  @Test
  void theFourteenClausesAreListed() {
    Reply reply =
        Http.get(
            realm.adminUrl("obligations/clauses"),
            Http.AUTHORIZATION,
            realm.userAuthorization("auditor"));

    assertThat(Ledger.list(reply.json())).hasSize(14);
    assertThat(reply.json().at("/4/id").asText()).isEqualTo("RSO-AzP-Delegate-Protection");
    assertThat(reply.json().at("/4/duration").asText()).isEqualTo("while_token_valid");
  }
}
