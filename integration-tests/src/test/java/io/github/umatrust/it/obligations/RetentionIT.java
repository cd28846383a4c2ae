package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A realm forgets what is older than it wants to keep. */
@ExtendWith(Keycloak.class)
class RetentionIT {

  private static final long DAY = Duration.ofDays(1).toMillis();

  @Test
  void whatIsOldIsForgottenAndTheRestStillVerifies(TestRealm realm) {
    Ledger ledger = new Ledger(realm);
    long now = System.currentTimeMillis();
    LedgerTables.addOldPats(realm, 1, now - 31 * DAY, true);
    LedgerTables.addOldPats(realm, 299, now - 30 * DAY, false);
    String pat = ledger.patOfAlice().text("access_token");
    List<JsonNode> old = Ledger.list(ledger.get("entries?party=gone&max=1000").json());
    assertThat(old).hasSize(300);
    assertThat(ledger.manage("retention", Map.of()).status()).as("kept for ever").isEqualTo(409);

    realm.changeRealm(Map.of("attributes", Map.of("obligations.retention-days", "7")));
    Reply forgotten = ledger.manage("retention", Map.of());

    assertThat(forgotten.status()).as(forgotten.body()).isEqualTo(200);
    assertThat(forgotten.json().path("minIndex").asLong()).isEqualTo(256);
    assertThat(forgotten.json().path("entries").asLong()).isEqualTo(255);
    assertThat(Ledger.list(ledger.get("entries?party=gone&max=1000").json())).hasSize(45);
    assertThat(ledger.get("entries/" + old.get(298).path("id").asText()).status()).isEqualTo(404);
    String lasting = old.get(299).path("id").asText();
    assertThat(ledger.get("entries/" + lasting).json().at("/obligations/0/state").asText())
        .isEqualTo("in_force");
    assertThat(ledger.get("entries/" + lasting + "/evidence").status()).isEqualTo(410);
    assertThat(ledger.get("log").json().path("minIndex").asLong()).isEqualTo(256);
    assertThat(Http.get(realm.issuer() + "/obligations/log/keys").json().path("minIndex").asLong())
        .isEqualTo(256);
    assertThat(Http.get(realm.issuer() + "/obligations/log/tile/entries/000").status())
        .isEqualTo(404);
    assertThat(ledger.manage("log/fsck", Map.of()).json().path("verifies").asBoolean()).isTrue();
    String id =
        Ledger.list(ledger.get("entries?tokenId=" + Ledger.tokenId(pat)).json())
            .get(0)
            .path("id")
            .asText();
    Evidence.parse(ledger.get("entries/" + id + "/evidence?format=tlog-proof").body())
        .verify(ledger.get("log").json().at("/keys/0/vkey").asText());
    JsonNode notice = Ledger.list(ledger.get("entries?type=notice").json()).get(0);
    assertThat(notice.at("/notice/pruning/minimum_index").asLong()).isEqualTo(256);

    LedgerTables.addOldPats(realm, 256, now - 20 * DAY, false);
    ledger.query("max=1");
    assertThat(
            Http.send("POST", realm.issuer() + "/test/tasks?name=obligations-retention", null)
                .status())
        .isEqualTo(204);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(LedgerTables.rows(realm).path("LOG").toString())
                    .as("the young entries in between hold their tile")
                    .containsIgnoringCase("MIN_INDEX=256"));
    assertThat(ledger.manage("retention", Map.of()).json().path("entries").asLong()).isZero();
  }
}
