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

/** Both sides of the event contract: what the UMA endpoints do is what the ledger holds. */
@ExtendWith(Keycloak.class)
class UmaExchangeIsRecordedIT {

  private TestRealm realm;
  private Ledger ledger;
  private UmaEndpoints uma;
  private String pat;
  private String aat;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.pat = ledger.patOfAlice().text("access_token");
    this.aat = ledger.aatOfBob().text("access_token");
  }

  @Test
  void everyStepOfAnExchangeBringsItsClausesIntoForce() {
    String set = uma.registerResourceSet(pat, "Exchange", "view").text("_id");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    JsonNode registered = last("ASO-RSO-Follow-Policies-Accurately-and-Timely");
    assertThat(Ledger.state(registered)).isEqualTo("in_force");
    assertThat(registered.at("/permissions/0/resource_set_id").asText()).isEqualTo(set);
    assertThat(registered.toString()).doesNotContain(ticket);

    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(403);
    assertThat(ledger.obligations("clause=AzP-RqP-Adhere-to-Terms&party=" + set)).isEmpty();
    assertThat(Ledger.state(last("ASO-RSO-Follow-Policies-Accurately-and-Timely")))
        .as("a refusal leaves the ticket alive")
        .isEqualTo("in_force");

    realm.share(set, "alice", "bob", "view");
    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    List<JsonNode> granted = ledger.ofToken(rpt);
    assertThat(Ledger.clauses(granted))
        .containsExactlyInAnyOrder("AzP-RqP-Adhere-to-Terms", "RqP-RSO-Is-Legitimate-Bearer");
    assertThat(granted)
        .extracting(Ledger::parties)
        .containsExactlyInAnyOrder("alice > bob", "bob > Photo Album");
    assertThat(granted).allSatisfy(o -> assertThat(o.has("flaws")).as(o.toString()).isFalse());
    assertThat(granted.get(0).at("/permissions/0/resource_set_name").asText())
        .isEqualTo("Exchange");
    assertThat(Ledger.state(last("ASO-RSO-Follow-Policies-Accurately-and-Timely")))
        .isEqualTo("ended/granted");

    assertThat(uma.introspect(pat, rpt).json().path("active").asBoolean()).isTrue();
    List<JsonNode> introspected =
        ledger.obligations("clause=RSO-ASO-Respect-Permissions&tokenId=" + Ledger.tokenId(rpt));
    assertThat(introspected).hasSize(1);
    assertThat(Ledger.parties(introspected.get(0))).isEqualTo("Photo Album > Keycloak UMA Trust");
    assertThat(introspected.get(0).path("clientId").asText()).isEqualTo("print-service");
    assertThat(introspected.get(0).has("flaws")).isFalse();
  }

  @Test
  void organisationsAreRecordedAsParties() {
    String own =
        Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
            .text("access_token");
    String set = uma.registerResourceSet(own, "Own", "view").text("_id");

    assertThat(uma.registerPermission(own, set, "view").status()).isEqualTo(201);

    JsonNode registered = last("ASO-RSO-Follow-Policies-Accurately-and-Timely");
    assertThat(Ledger.parties(registered)).isEqualTo("Keycloak UMA Trust > Photo Album");
    assertThat(registered.has("flaws")).as(registered.toString()).isFalse();
  }

  @Test
  void rptIsRefusedWhenItCannotBeRecorded() {
    String set = uma.registerResourceSet(pat, "Unrecorded", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    List<String> listeners = List.of("jboss-logging", "obligations-audit", "saboteur");
    realm.changeRealm(
        Map.of("eventsListeners", listeners, "attributes", Map.of("sabotage", "rollback")));
    Reply refused;
    try {
      refused = uma.requestRpt(aat, ticket);
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("sabotage", "")));
    }

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isPresent();
    assertThat(refused.body()).doesNotContain("eyJ");
  }

  @Test
  void rptOfAnOfflineGrantOutlivesTheOnlineLogout() {
    var browser = realm.browser("bob");
    var print = realm.client("print-service");
    Reply online = Ledger.granted(print.codeGrant(browser, "scope", "openid uma_authorization"));
    Reply offline =
        Ledger.granted(
            print.codeGrant(browser, "scope", "openid uma_authorization offline_access"));
    String set = uma.registerResourceSet(pat, "Offline", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ofOnline = rpt(online, set);
    String ofOffline = rpt(offline, set);

    assertThat(ledger.logout("print-service", online.text("refresh_token")).status())
        .isEqualTo(204);

    assertThat(uma.introspect(pat, ofOnline).json().path("active").asBoolean()).isFalse();
    assertThat(bearerState(ofOnline)).isEqualTo("ended/logout");
    assertThat(uma.introspect(pat, ofOffline).json().path("active").asBoolean()).isTrue();
    assertThat(bearerState(ofOffline)).isEqualTo("in_force");
  }

  @Test
  void anRptWhoseTicketAnotherClientHasIsRevokedOnTheRecordToo() {
    String set = uma.registerResourceSet(pat, "Stolen", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    assertThat(bearerState(rpt)).isEqualTo("in_force");

    realm.grantOptionalScope("planner", "uma_authorization");
    Reply thief =
        Ledger.granted(realm.client("planner").clientCredentials("scope", "uma_authorization"));
    assertThat(uma.requestRpt(thief.text("access_token"), ticket).text("error"))
        .isEqualTo("invalid_ticket");

    assertThat(bearerState(rpt)).isEqualTo("ended/revoked");
  }

  @Test
  void allPermissionsOfATicketAreOnTheRecord() {
    String first = uma.registerResourceSet(pat, "First", "view").text("_id");
    String second = uma.registerResourceSet(pat, "Second", "view").text("_id");
    for (String set : List.of(first, second)) {
      realm.share(set, "alice", "bob", "view");
    }
    String ticket =
        Http.postJson(
                uma.permissionEndpoint(),
                List.of(
                    Map.of("resource_set_id", first, "scopes", List.of("view")),
                    Map.of("resource_set_id", second, "scopes", List.of("view"))),
                Http.AUTHORIZATION,
                Http.bearer(pat))
            .text("ticket");
    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    for (JsonNode obligation : ledger.ofToken(rpt)) {
      assertThat(obligation.path("permissions")).hasSize(2);
      assertThat(obligation.has("flaws")).as(obligation.toString()).isFalse();
    }
  }

  private String rpt(Reply aat, String set) {
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    return Ledger.granted(uma.requestRpt(aat.text("access_token"), ticket)).text("rpt");
  }

  private String bearerState(String rpt) {
    return Ledger.state(
        ledger
            .obligations("clause=RqP-RSO-Is-Legitimate-Bearer&tokenId=" + Ledger.tokenId(rpt))
            .get(0));
  }

  private JsonNode last(String clause) {
    List<JsonNode> obligations = ledger.obligations("max=1000&clause=" + clause);
    return obligations.get(obligations.size() - 1);
  }
}
