package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is rare in a ledger that is longer than what one request looks through. */
@ExtendWith(Keycloak.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongLedgerIT {

  /** More than one request looks through. */
  private static final int MANY = 5200;

  private TestRealm realm;
  private Ledger ledger;
  private String pat;
  private String aat;

  /** A revoked PAT and an AAT, and after them many other PATs. */
  @BeforeAll
  void setUp(TestRealm realm) throws InterruptedException {
    this.realm = realm;
    ledger = new Ledger(realm);
    aat = ledger.aatOfBob().text("access_token");
    pat = ledger.patOfAlice().text("access_token");
    realm.client("photo-album").revoke(pat);
    LedgerTables.addOldPats(realm, MANY, System.currentTimeMillis() + 1000, false);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (ledger.get("log").json().path("unsequenced").asLong() > 0) {
      assertThat(System.nanoTime()).as("sequenced in time").isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  private static List<JsonNode> joined(List<List<JsonNode>> pages) {
    assertThat(pages).hasSizeGreaterThan(1);
    assertThat(pages.get(0)).as("one request looks so far and no further").isEmpty();
    return pages.stream().flatMap(List::stream).toList();
  }

  @Test
  void rareObligationsAreOnALaterPage() {
    List<JsonNode> found =
        joined(
            Ledger.pages(
                realm.adminUrl("obligations?tokenKind=aat&max=20"),
                realm.userAuthorization("auditor")));

    assertThat(Ledger.clauses(found)).hasSize(2);
    assertThat(found)
        .allSatisfy(o -> assertThat(o.path("tokenId").asText()).isEqualTo(Ledger.tokenId(aat)));
  }

  @Test
  void whatAnIndexLeadsToIsFoundAtOnce() {
    for (String query :
        List.of(
            "tokenId=" + Ledger.tokenId(aat),
            "party=bob",
            "party=" + realm.userId("bob") + "&state=in_force",
            "client=print-service&state=in_force",
            "clause=RqP-ASO-Supply-Truthful-Claims")) {
      assertThat(ledger.obligations(query)).as(query).isNotEmpty();
    }
  }

  @Test
  void rareEntriesAreOnALaterPage() {
    assertThat(
            joined(
                Ledger.pages(
                    realm.adminUrl("obligations/entries?interaction=aat_issued&max=20"),
                    realm.userAuthorization("auditor"))))
        .singleElement()
        .satisfies(e -> assertThat(e.at("/token/id").asText()).isEqualTo(Ledger.tokenId(aat)));
    assertThat(Ledger.list(ledger.get("entries?party=bob&max=20").json()))
        .as("somebody of whom there is little")
        .hasSize(1);
  }

  @Test
  void peopleGetTheirRareOnesOnALaterPage() {
    List<JsonNode> found =
        joined(
            Ledger.pages(
                realm.issuer() + "/obligations/mine?state=ended&max=20",
                realm.accountAuthorization(realm.browser("alice"))));

    assertThat(found)
        .hasSize(4)
        .allSatisfy(o -> assertThat(o.path("tokenId").asText()).isEqualTo(Ledger.tokenId(pat)));
  }

  @Test
  void exportsWalkOnOverEmptyPages() {
    assertThat(ledger.get("export?tokenKind=aat").body().lines())
        .hasSize(3)
        .last()
        .satisfies(trailer -> assertThat(trailer).contains("\"count\":2"));
    assertThat(ledger.get("export?what=entries&interaction=aat_issued").body().lines())
        .hasSize(2)
        .first()
        .satisfies(entry -> assertThat(entry).contains(Ledger.tokenId(aat)));
    assertThat(Http.get(realm.adminUrl("obligations/export")).status()).isEqualTo(401);
  }
}
