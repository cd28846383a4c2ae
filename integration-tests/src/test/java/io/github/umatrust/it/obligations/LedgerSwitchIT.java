package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger is on where the realm's event listeners name it, and nowhere else. */
@ExtendWith(Keycloak.class)
class LedgerSwitchIT {

  @Test
  void realmWithoutTheListenerRecordsNothingAndKeepsWhatItHad(TestRealm realm) {
    Ledger ledger = new Ledger(realm);
    String before = ledger.patOfAlice().text("access_token");
    assertThat(ledger.statesOf(before)).containsExactly("in_force");

    realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging")));

    String after = ledger.patOfAlice().text("access_token");
    assertThat(ledger.ofToken(after)).isEmpty();
    assertThat(ledger.statesOf(before)).containsExactly("in_force");

    realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit")));

    assertThat(ledger.ofToken(ledger.patOfAlice().text("access_token"))).hasSize(5);
  }

  /** As {@code kcadm.sh update events/config} does, which sends back all of it. */
  @Test
  void configurationOfEventsSwitchesItOnAndOff(TestRealm realm) {
    Ledger ledger = new Ledger(realm);

    listen(realm, "jboss-logging");
    assertThat(ledger.ofToken(ledger.patOfAlice().text("access_token"))).isEmpty();

    listen(realm, "jboss-logging", "obligations-audit");
    assertThat(ledger.ofToken(ledger.patOfAlice().text("access_token"))).hasSize(5);
  }

  private static void listen(TestRealm realm, String... listeners) {
    ObjectNode config = (ObjectNode) realm.adminGet("events/config");
    ArrayNode names = config.putArray("eventsListeners");
    List.of(listeners).forEach(names::add);
    realm.adminPut("events/config", config);
  }
}
