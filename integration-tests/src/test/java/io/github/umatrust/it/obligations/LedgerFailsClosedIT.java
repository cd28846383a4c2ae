package io.github.umatrust.it.obligations;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No token leaves the server without its record, whatever fails and whoever makes it fail. */
@ExtendWith(Keycloak.class)
class LedgerFailsClosedIT {

  private TestRealm realm;
  private Ledger ledger;
  private int recorded;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    realm.changeRealm(
        Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit", "saboteur")));
    this.recorded = ledger.obligations("max=1000").size();
  }

  @AfterEach
  void tearDown() {
    sabotage("");
  }

  @Test
  void brokenJournalRefusesTheToken() {
    test("break-journal");
    try {
      assertRefused(pat());
      assertThat(ordinary().status()).as("tokens that need no record").isEqualTo(200);
    } finally {
      test("mend-journal");
    }
    assertThat(ledger.obligations("max=1000")).hasSize(recorded);
    assertThat(pat().status()).as("once it is mended").isEqualTo(200);
  }

  @Test
  void rollbackByAnotherListenerTakesTheTokenWithIt() {
    sabotage("rollback");

    assertRefused(pat());

    assertThat(ordinary().status()).as("Keycloak's own behaviour elsewhere").isEqualTo(200);
    sabotage("");
    assertThat(ledger.obligations("max=1000")).hasSize(recorded);
  }

  @Test
  void failedStatementOfAnotherListenerTakesTheTokenWithIt() {
    sabotage("flush");

    assertRefused(pat());

    sabotage("");
    assertThat(ledger.obligations("max=1000")).hasSize(recorded);
  }

  @Test
  void exceptionOfAnotherListenerHarmsNothing() {
    sabotage("throw");

    Reply pat = pat();

    sabotage("");
    assertThat(pat.status()).isEqualTo(200);
    assertThat(ledger.ofToken(pat.text("access_token"))).hasSize(5);
  }

  @Test
  void codeGrantAndRptAreRefusedLikewise() {
    String resource = ledger.resourceOfAliceThatBobMayView("kept");
    String token =
        Ledger.granted(realm.client("print-service").codeGrant(realm.browser("bob")))
            .text("access_token");
    String code =
        realm
            .client("photo-album")
            .authorize(realm.browser("alice"), "scope", "openid uma_protection")
            .get("code");
    sabotage("rollback");

    assertRefused(realm.client("photo-album").code(requireNonNull(code)));
    assertRefused(ledger.nativeRpt(token, resource));
  }

  @Test
  void implicitGrantDoesNotCarryTheTokenInItsRedirect() {
    String uuid = realm.clientUuid("photo-album");
    var client = (ObjectNode) realm.adminGet("clients/" + uuid);
    realm.adminPut("clients/" + uuid, client.deepCopy().put("implicitFlowEnabled", true));
    var browser = realm.browser("alice");
    String url =
        realm
            .client("photo-album")
            .authorizationUrl("scope", "openid uma_protection", "nonce", "n")
            .replace("response_type=code", "response_type=token");
    String callback = OAuthClient.CALLBACK;
    String token = requireNonNull(browser.openUntil(url, callback).get("access_token"));
    assertThat(ledger.ofToken(token)).hasSize(5);

    sabotage("rollback");

    Reply refused = browser.open(url);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Location")).isEmpty();
    assertThat(refused.headers().map().toString()).doesNotContain("access_token");
  }

  private Reply pat() {
    return realm.client("photo-album").clientCredentials("scope", "uma_protection");
  }

  private Reply ordinary() {
    return realm.client("planner").clientCredentials();
  }

  private static void assertRefused(Reply reply) {
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.text("error")).isEqualTo("temporarily_unavailable");
    assertThat(reply.header("Retry-After")).hasValue("5");
    assertThat(reply.body()).doesNotContain("access_token").doesNotContain("eyJ");
  }

  private void sabotage(String how) {
    realm.changeRealm(Map.of("attributes", Map.of("sabotage", how)));
  }

  private void test(String what) {
    Reply reply =
        Http.send("POST", realm.issuer() + "/test/" + what, "", "Content-Type", "text/plain");
    assertThat(reply.status()).as(reply.body()).isEqualTo(204);
  }
}
