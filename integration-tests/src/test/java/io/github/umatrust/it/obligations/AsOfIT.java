package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger as it was at some moment. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class AsOfIT {

  private static final String ADHERE = "RqP-AzP-Adhere-to-Terms";

  private TestRealm realm;
  private Ledger ledger;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
  }

  /** State and reason of the obligations of a token, as of a moment. */
  private List<String> states(String tokenId, long moment, String... filters) {
    return ledger
        .obligations("tokenId=" + tokenId + "&asOf=" + moment + String.join("", filters))
        .stream()
        .map(Ledger::state)
        .distinct()
        .toList();
  }

  /** Lets this many milliseconds pass: Keycloak has some times in seconds. */
  private static long later(long millis) throws InterruptedException {
    Thread.sleep(millis);
    return System.currentTimeMillis();
  }

  @Test
  void aPatIsInForceFromItsIssueToItsRevocation() throws InterruptedException {
    long before = System.currentTimeMillis();
    later(1100);
    String pat = ledger.patOfAlice().text("access_token");
    long during = later(1100);
    later(1100);
    realm.client("photo-album").revoke(pat);
    long after = later(1100);
    String id = Ledger.tokenId(pat);

    assertThat(states(id, before)).isEmpty();
    assertThat(states(id, during)).containsExactly("in_force");
    assertThat(states(id, after)).containsExactly("ended/revoked");
    assertThat(ledger.obligations("tokenId=" + id + "&asOf=" + during)).hasSize(5);

    JsonNode obligation = ledger.obligations("tokenId=" + id).get(0);
    long since = obligation.path("since").asLong();
    long until = obligation.path("until").asLong();
    assertThat(since).isGreaterThan(before).isLessThan(during);
    assertThat(until).isGreaterThan(during).isLessThan(after);
    assertThat(states(id, since - 1)).isEmpty();
    assertThat(states(id, since)).containsExactly("in_force");
    assertThat(states(id, until - 1)).containsExactly("in_force");
    assertThat(states(id, until)).containsExactly("ended/revoked");

    for (String state : List.of("in_force", "ended")) {
      String filter = "&state=" + state;
      assertThat(states(id, before, filter)).as(state).isEmpty();
      assertThat(states(id, during, filter))
          .as(state)
          .isEqualTo(state.equals("ended") ? List.of() : List.of("in_force"));
      assertThat(states(id, after, filter))
          .as(state)
          .isEqualTo(state.equals("ended") ? List.of("ended/revoked") : List.of());
    }
  }

  @Test
  void accessIsNotReportedUntilItIs() throws InterruptedException {
    UmaEndpoints uma = UmaEndpoints.discover(realm.issuer());
    String pat = ledger.patOfAlice().text("access_token");
    String aat = ledger.aatOfBob().text("access_token");
    String set = uma.registerResourceSet(pat, "As of", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    long before = System.currentTimeMillis();
    later(1100);
    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    long unreported = later(1100);
    later(2100);
    Ledger.reportAccess(uma, pat, rpt, set);
    long after = later(1100);
    String id = Ledger.tokenId(rpt);
    String clause = "&clause=" + ADHERE;

    assertThat(states(id, before, clause)).isEmpty();
    assertThat(states(id, unreported, clause)).containsExactly("not_reported");
    assertThat(states(id, after, clause)).containsExactly("in_force");
    assertThat(states(id, unreported, clause, "&state=in_force")).isEmpty();
    assertThat(states(id, unreported, clause, "&state=not_reported")).hasSize(1);
    assertThat(states(id, after, clause, "&state=not_reported")).isEmpty();
    long since =
        ledger.obligations("state=in_force&tokenId=" + id + clause).get(0).path("since").asLong();
    assertThat(since).isGreaterThan(unreported).isLessThan(after);
    assertThat(states(id, since - 1, clause)).containsExactly("not_reported");
    assertThat(states(id, since, clause)).containsExactly("in_force");
    assertThat(states(id, unreported, "&state=occurred")).isEmpty();
    assertThat(states(id, after, "&state=occurred")).containsExactly("occurred");
  }
}
