package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A session that nobody ended is over at a moment that can be known, and that is the end. */
@ExtendWith(Keycloak.class)
class SessionTimesIT {

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
}
