package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session that nobody ended is over at a moment that can be known, and that is the end. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class SessionTimesIT {

  @AfterEach
  void resetTimes(TestRealm realm) {
    realm.changeRealm(Map.of("ssoSessionIdleTimeout", 1800));
  }

  @Test
  void sessionEndsWhenItWasIdleForTooLongAndNotWhenThatIsFound(TestRealm realm)
      throws InterruptedException {
    Ledger ledger = new Ledger(realm);
    Reconciliation reconciliation = new Reconciliation(realm);
    String pat = ledger.patOfAlice().text("access_token");
    long second = Tokens.claims(pat).path("iat").asLong();
    assertThat(ledger.statesOf(pat)).containsExactly("in_force");

    long idle = System.currentTimeMillis() / 1000 - second + 15;
    realm.changeRealm(Map.of("ssoSessionIdleTimeout", idle));
    reconciliation.pass();
    assertThat(ledger.statesOf(pat)).as("not yet").containsExactly("in_force");
    Thread.sleep(Math.max(0, (second + idle + 2) * 1000 - System.currentTimeMillis()));
    reconciliation.pass();

    assertThat(ledger.statesOf(pat)).containsExactly("ended/session_removed");
    assertThat(ledger.ofToken(pat))
        .allSatisfy(
            obligation ->
                assertThat(obligation.path("until").asLong())
                    .isBetween((second + idle) * 1000, (second + idle + 1) * 1000));
    List<JsonNode> ends = Ledger.list(Http.get(realm.issuer() + "/test/ends").json());
    assertThat(ends.get(ends.size() - 1).path("recorded_at").asLong())
        .isGreaterThanOrEqualTo((second + idle + 2) * 1000);
  }

  /** Keycloak removes it minutes later, and tells of it just before. */
  @Test
  void sessionThatKeycloakRemovesEndedWhenItWasOver(TestRealm realm) throws InterruptedException {
    Ledger ledger = new Ledger(realm);
    new Reconciliation(realm);
    String pat = ledger.patOfAlice().text("access_token");
    JsonNode claims = Tokens.claims(pat);
    long second = claims.path("iat").asLong();
    long idle = System.currentTimeMillis() / 1000 - second + 5;
    realm.changeRealm(Map.of("ssoSessionIdleTimeout", idle));
    Thread.sleep(Math.max(0, (second + idle + 2) * 1000 - System.currentTimeMillis()));

    Reply fired =
        Http.postJson(
            realm.issuer() + "/test/events",
            List.of(
                Map.of(
                    "type",
                    "USER_SESSION_DELETED",
                    "session",
                    claims.path("sid").asText(),
                    "user",
                    realm.userId("alice"),
                    "details",
                    Map.of("reason", "expired"))));

    assertThat(fired.status()).isEqualTo(200);
    assertThat(ledger.statesOf(pat)).containsExactly("ended/session_removed");
    assertThat(ledger.ofToken(pat))
        .allSatisfy(
            obligation ->
                assertThat(obligation.path("until").asLong())
                    .isBetween((second + idle) * 1000, (second + idle + 1) * 1000));
  }
}
