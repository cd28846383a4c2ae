package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person is erased, and everything still verifies. */
@ExtendWith(Keycloak.class)
class ErasureIT {

  private TestRealm realm;
  private Ledger ledger;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
  }

  private static List<JsonNode> entries(Ledger ledger, String query) {
    return Ledger.list(Ledger.granted(ledger.get("entries?max=1000&" + query)).json());
  }

  @Test
  void nothingIsLeftOfAPersonWhoWasErased() {
    Administrators.add(realm, "zebulon");
    String person = realm.userId("zebulon");
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = ledger.patOfAlice().text("access_token");
    String set = uma.registerResourceSet(pat, "Erased", "view").text("_id");
    realm.share(set, "alice", "zebulon", "view");
    Reply grant =
        Ledger.granted(realm.grant("print-service", "zebulon", "openid uma_authorization"));
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = Ledger.granted(uma.requestRpt(grant.text("access_token"), ticket)).text("rpt");
    uma.introspect(pat, rpt);
    String own =
        Ledger.granted(
                realm
                    .client("photo-album")
                    .codeGrant(realm.browser("zebulon"), "scope", "openid uma_protection"))
            .text("access_token");
    uma.registerResourceSet(own, "Zebulon's diary", "view");
    ledger.logout("print-service", grant.text("refresh_token"));
    String ofPerson = entries(ledger, "tokenId=" + Ledger.tokenId(rpt)).get(0).path("id").asText();
    String ofAlice = entries(ledger, "tokenId=" + Ledger.tokenId(pat)).get(0).path("id").asText();
    String proof = ledger.get("entries/" + ofPerson + "/evidence?format=tlog-proof").body();

    assertThat(ledger.manage("erasures", Map.of("person", person)).status())
        .as("the PAT is in force")
        .isEqualTo(409);
    realm.adminDelete("users/" + person);
    Reply erased = ledger.manage("erasures", Map.of("person", person));

    assertThat(erased.status()).as(erased.body()).isEqualTo(200);
    assertThat(erased.json().path("entries").asInt()).isGreaterThanOrEqualTo(5);
    String everything = LedgerTables.rows(realm).toString();
    assertThat(everything)
        .doesNotContainIgnoringCase("zebulon")
        .doesNotContain(person)
        .doesNotContain(sessionOf(grant))
        .contains("alice");
    assertThat(ledger.get("export?what=entries").body()).doesNotContainIgnoringCase("zebulon");

    assertThat(
            Ledger.granted(ledger.manage("log/fsck", Map.of())).json().path("verifies").asBoolean())
        .isTrue();
    String key = key();
    Evidence.parse(proof).verify(key);
    Evidence after =
        Evidence.parse(ledger.get("entries/" + ofPerson + "/evidence?format=tlog-proof").body());
    after.verify(key);
    assertThat(after.committed()).isEqualTo(Evidence.parse(proof).committed());
    JsonNode json = ledger.get("entries/" + ofPerson + "/evidence").json();
    assertThat(json.path("disclosures").has("requesting_party")).isFalse();
    assertThat(json.path("disclosures").has("grant")).isFalse();
    assertThat(json.toString()).doesNotContain(person).doesNotContainIgnoringCase("zebulon");
    assertThat(ledger.get("entries/" + ofPerson).json().path("erased").toString())
        .contains("grant", "requesting_party");
    assertThat(
            ledger
                .get("entries/" + ofAlice + "/evidence")
                .json()
                .at("/disclosures/authorizing_party/value/name")
                .asText())
        .isEqualTo("alice");

    JsonNode notice = entries(ledger, "type=notice").get(0);
    assertThat(notice.at("/notice/erasure/entries")).isEqualTo(erased.json().path("entries"));
    assertThat(ledger.adminEvents("OBLIGATIONS_LEDGER"))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.toString()).doesNotContain(person));
    assertThat(ledger.manage("erasures", Map.of("person", person)).json().path("entries").asInt())
        .isZero();
  }

  private static String sessionOf(Reply grant) {
    return io.github.umatrust.testkit.oauth.Tokens.claims(grant.text("access_token"))
        .path("sid")
        .asText();
  }

  private String key() {
    return Ledger.list(ledger.get("log").json().path("keys")).get(0).path("vkey").asText();
  }

  @Test
  void whatComesLaterIsNewAndCanBeErasedAgain() {
    Administrators.add(realm, "yolanda");
    String person = realm.userId("yolanda");
    Ledger.granted(realm.grant("print-service", "yolanda", "openid uma_authorization"));
    Map<String, Object> forced = Map.of("person", person, "force", true);
    assertThat(ledger.manage("erasures", forced).json().path("entries").asInt()).isEqualTo(1);

    Ledger.granted(realm.grant("print-service", "yolanda", "openid uma_authorization"));
    ledger.query("max=1");
    assertThat(LedgerTables.rows(realm).toString()).contains("yolanda");

    assertThat(ledger.manage("erasures", forced).json().path("entries").asInt()).isEqualTo(1);
    assertThat(LedgerTables.rows(realm).toString()).doesNotContain("yolanda", person);
    assertThat(
            Http.get(
                    realm.issuer() + "/obligations/mine",
                    Http.AUTHORIZATION,
                    realm.accountAuthorization(realm.browser("yolanda")))
                .json())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"x\"",
        "{\"person\":\"\"}",
        "{\"person\":5}",
        "{\"person\":\"a\\u0000b\"}",
        "{\"person\":\"x\",\"force\":\"yes\"}",
        "{\"person\":\"x\",\"persons\":[]}",
        "{\"person\":",
        ""
      })
  void badRequestsAreRefused(String body) {
    Reply reply =
        Http.send(
            "POST",
            realm.adminUrl("obligations/erasures"),
            body,
            Http.AUTHORIZATION,
            realm.administrator(),
            "Content-Type",
            "application/json");

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
  }
}
