package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.Sabotage;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that cannot record gets no requests that it would have to refuse. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class ReadinessIT {

  private final TestRealm realm;
  private final KeycloakServer server;
  private final Ledger ledger;

  ReadinessIT(TestRealm realm, KeycloakServer server) {
    this.realm = realm;
    this.server = server;
    this.ledger = new Ledger(realm);
  }

  @Test
  void readinessTellsOfTheLedger() {
    assertReady(true);
  }

  @Test
  void aServerThatHadToRefuseIsNotReadyUntilItRecordsAgain() {
    String refreshToken =
        Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")))
            .text("refresh_token");
    Sabotage.with(
        realm,
        "break-journal",
        "mend-journal",
        () -> {
          assertThat(pat().status()).isEqualTo(503);
          assertReady(false);

          ledger.logout("print-service", refreshToken);
          assertReady(false); // it ended nothing, so nothing was recorded

          NativeAlbum.settings(realm, Map.of("obligations.fail-mode", "open"));
          assertThat(pat().status()).isEqualTo(200);
          assertReady(false); // it went out without its record
          NativeAlbum.settings(realm, Map.of("obligations.fail-mode", ""));
        });
    assertReady(false);

    assertThat(pat().status()).isEqualTo(200);

    assertReady(true);
  }

  private Reply pat() {
    return realm.client("photo-album").clientCredentials("scope", "uma_protection");
  }

  private void assertReady(boolean ready) {
    Reply reply = Http.get(server.readinessUrl());
    assertThat(reply.status()).as(reply.body()).isEqualTo(ready ? 200 : 503);
    List<JsonNode> ledgers =
        Ledger.list(reply.json().path("checks")).stream()
            .filter(check -> check.path("name").asText().equals("Obligations ledger"))
            .toList();
    assertThat(ledgers)
        .extracting(check -> check.path("status").asText())
        .containsExactly(ready ? "UP" : "DOWN");
    assertThat(ledgers.get(0).at("/data/recording").asText("").isEmpty()).isEqualTo(ready);
  }
}
