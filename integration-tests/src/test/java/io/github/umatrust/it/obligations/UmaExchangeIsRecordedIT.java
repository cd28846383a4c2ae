package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.uma.AccountFacts;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
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
  void everyStepTellsWhatItFollowedFrom() {
    String set = uma.registerResourceSet(pat, "Followed", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    new ConsoleResource(realm, "photo-album", set)
        .setAttributes(
            Map.of(
                "uma_terms_version", List.of("3"),
                "uma_terms_text_en", List.of("Be good."),
                "uma_required_claims", List.of("[{\"name\":\"employer\"}]")));
    AccountFacts facts = new AccountFacts(realm);
    facts.accepted("bob", set, "3", "Be good.");
    facts.supplied("bob", set, "employer", "Museum");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    Journal journal = new Journal(realm);
    JsonNode registered = journal.last("permission_registered");
    String ticketId = registered.path("ticket_id").asText();

    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");
    uma.introspect(pat, rpt);
    uma.reportAccess(
        pat,
        Map.of(
            "report_id",
            "followed-1",
            "occurred_at",
            Instant.now().getEpochSecond(),
            "rpt",
            rpt,
            "resource_set_id",
            set,
            "scopes",
            List.of("view"),
            "decision",
            "allow"));

    assertThat(authorizedBy(registered)).isEqualTo(Ledger.tokenId(pat));
    List<JsonNode> rows = journal.of(Ledger.tokenId(rpt));
    assertThat(rows)
        .extracting(Journal::interaction)
        .containsExactlyInAnyOrder(
            "authorization_granted",
            "rpt_issued",
            "rpt_introspected",
            "access_reported",
            "access_answered");
    for (JsonNode row : rows) {
      boolean grant =
          List.of("authorization_granted", "rpt_issued").contains(Journal.interaction(row));
      JsonNode details = Journal.details(row);
      assertThat(row.path("ticket_id").asText()).as(row.toString()).isEqualTo(ticketId);
      assertThat(details.at("/permissions/0/ticket_id").asText()).isEqualTo(ticketId);
      assertThat(authorizedBy(row)).isEqualTo(Ledger.tokenId(grant ? aat : pat));
      assertThat(row.path("session_id").asText())
          .as("the RPT's own session")
          .isEqualTo(Tokens.claims(rpt).path("sid").asText());
      assertThat(row.path("user_id").asText()).isEqualTo(realm.userId("bob"));
      assertThat(row.path("client_id").asText()).isEqualTo("print-service");
      if (grant) {
        assertThat(details.at("/terms/0/resource_set_id").asText()).isEqualTo(set);
        assertThat(details.at("/terms/0/version").asText()).isEqualTo("3");
        assertThat(details.at("/terms/0/language").asText()).isEqualTo("en");
        assertThat(details.at("/terms/0/hash").asText()).isEqualTo(AccountFacts.sha256("Be good."));
        assertThat(details.path("claims").toString()).isEqualTo("[\"employer\"]");
      }
      assertThat(details.has("flaws")).as(details.toString()).isFalse();
      assertThat(row.toString()).doesNotContain("Museum");
    }
  }

  @Test
  void aGrantThatRestsOnNothingTellsOfNoTerms() {
    String set = uma.registerResourceSet(pat, "Unconditional", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");

    String rpt = Ledger.granted(uma.requestRpt(aat, ticket)).text("rpt");

    for (JsonNode row : new Journal(realm).of(Ledger.tokenId(rpt))) {
      assertThat(Journal.details(row).has("terms")).isFalse();
      assertThat(Journal.details(row).has("claims")).isFalse();
    }
  }

  @Test
  void logoutEndsWhatItsResourceServerWasTold() {
    Reply session = ledger.aatOfBob();
    String set = uma.registerResourceSet(pat, "Told", "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    String rpt = Ledger.granted(uma.requestRpt(session.text("access_token"), ticket)).text("rpt");
    uma.introspect(pat, rpt);
    String respect = "clause=RSO-ASO-Respect-Permissions&tokenId=" + Ledger.tokenId(rpt);
    assertThat(ledger.obligations(respect).stream().map(Ledger::state)).containsExactly("in_force");

    ledger.logout("print-service", session.text("refresh_token"));

    assertThat(ledger.obligations(respect).stream().map(Ledger::state))
        .containsExactly("ended/logout");
  }

  private static String authorizedBy(JsonNode row) {
    return Journal.details(row).path("authorized_by").asText();
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
