package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two clauses that begin with what only a resource server sees. */
@ExtendWith(Keycloak.class)
class AccessIsRecordedIT {

  private static final String ADHERE = "RqP-AzP-Adhere-to-Terms";
  private static final String GIVE = "RSO-RqP-Give-Accurate-Access";

  private TestRealm realm;
  private Ledger ledger;
  private UmaEndpoints uma;
  private String pat;
  private String set;
  private String rpt;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.pat = ledger.patOfAlice().text("access_token");
    this.set = uma.registerResourceSet(pat, "Accessed", "view", "print").text("_id");
    realm.share(set, "alice", "bob", "view");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    this.rpt =
        Ledger.granted(uma.requestRpt(ledger.aatOfBob().text("access_token"), ticket)).text("rpt");
  }

  @Test
  void permittedAccessBringsBothClausesIntoForce() {
    assertThat(ofAccess()).isEmpty();
    assertThat(ledger.unreportedOf(rpt)).containsExactly(ADHERE, GIVE);

    report("allow", rpt, "view");

    assertThat(ledger.unreportedOf(rpt)).isEmpty();

    List<JsonNode> obligations = ofAccess();
    assertThat(Ledger.clauses(obligations)).containsExactlyInAnyOrder(ADHERE, GIVE);
    for (JsonNode obligation : obligations) {
      boolean give = obligation.path("clause").asText().equals(GIVE);
      assertThat(Ledger.parties(obligation)).isEqualTo(give ? "Photo Album > bob" : "bob > alice");
      assertThat(Ledger.state(obligation)).isEqualTo(give ? "occurred" : "in_force");
      assertThat(obligation.path("tokenKind").asText()).isEqualTo("rpt");
      assertThat(obligation.path("clientId").asText()).isEqualTo("print-service");
      assertThat(obligation.path("resourceServer").asText()).isEqualTo("photo-album");
      assertThat(obligation.at("/permissions/0/resource_set_id").asText()).isEqualTo(set);
      assertThat(obligation.at("/report/decision").asText()).isEqualTo("allow");
      assertThat(obligation.at("/report/http_status").asInt()).isEqualTo(200);
      assertThat(obligation.path("report").has("contradiction")).isFalse();
      assertThat(obligation.has("flaws")).as(obligation.toString()).isFalse();
    }
  }

  @Test
  void furtherAccessIsUnderTheSameTerms() {
    report("allow", rpt, "view");
    report("allow", rpt, "view");

    assertThat(Ledger.clauses(ofAccess())).containsExactlyInAnyOrder(ADHERE, GIVE, GIVE);
    assertThat(ofAccess().stream().filter(o -> o.path("renewals").asInt() == 1))
        .extracting(o -> o.path("clause").asText())
        .containsExactly(ADHERE);
  }

  @Test
  void refusedAccessIsOneThatWasAnswered() {
    report("deny", rpt, "print");

    assertThat(Ledger.clauses(ofAccess())).containsExactly(GIVE);
    assertThat(ofAccess().get(0).at("/report/decision").asText()).isEqualTo("deny");
    assertThat(ledger.unreportedOf(rpt)).containsExactly(ADHERE);
  }

  @Test
  void accessWithoutAPermissionIsMarked() {
    report("allow", rpt, "print");

    assertThat(Ledger.clauses(ofAccess())).containsExactly(GIVE);
    assertThat(ofAccess().get(0).at("/report/contradiction").asBoolean()).isTrue();
    assertThat(ofAccess().get(0).has("flaws")).isFalse();
  }

  @Test
  void aRequestWithoutAnRptIsOnTheRecordWithoutARequestingParty() {
    String id = report("challenge", null, "view");

    JsonNode obligation =
        ledger.obligations("max=1000&clause=" + GIVE).stream()
            .filter(o -> o.at("/report/report_id").asText().equals(id))
            .findFirst()
            .orElseThrow();
    assertThat(Ledger.parties(obligation)).isEqualTo("Photo Album > ");
    assertThat(obligation.at("/expecting/role").asText()).isEqualTo("requesting_party");
    assertThat(Ledger.state(obligation)).isEqualTo("occurred");
    assertThat(obligation.path("tokenKind").asText()).isEqualTo("access_report");
    assertThat(obligation.has("clientId")).isFalse();
    assertThat(obligation.has("flaws")).as(obligation.toString()).isFalse();
  }

  @Test
  void aReportThatCannotBeRecordedCanBeSentAgain() {
    Map<String, Object> report = body("allow", rpt, "view");
    realm.changeRealm(
        Map.of(
            "eventsListeners",
            List.of("jboss-logging", "obligations-audit", "saboteur"),
            "attributes",
            Map.of("sabotage", "rollback")));
    Reply refused;
    try {
      refused = uma.reportAccess(pat, report);
    } finally {
      realm.changeRealm(
          Map.of(
              "eventsListeners",
              List.of("jboss-logging", "obligations-audit"),
              "attributes",
              Map.of("sabotage", "")));
    }
    assertThat(refused.status()).isEqualTo(503);
    assertThat(ofAccess()).isEmpty();

    assertThat(uma.reportAccess(pat, report).status()).isEqualTo(201);
    assertThat(ofAccess()).hasSize(2);
  }

  private List<JsonNode> ofAccess() {
    return ledger.ofToken(rpt).stream()
        .filter(o -> List.of(ADHERE, GIVE).contains(o.path("clause").asText()))
        .toList();
  }

  private String report(String decision, @Nullable String rpt, String scope) {
    Map<String, Object> report = body(decision, rpt, scope);
    Reply accepted = uma.reportAccess(pat, report);
    assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
    return String.valueOf(report.get("report_id"));
  }

  private Map<String, Object> body(String decision, @Nullable String rpt, String scope) {
    Map<String, Object> report = new HashMap<>();
    report.put("report_id", UUID.randomUUID().toString());
    report.put("occurred_at", Instant.now().getEpochSecond());
    report.put("resource_set_id", set);
    report.put("scopes", List.of(scope));
    report.put("decision", decision);
    report.put("http_status", 200);
    if (rpt != null) {
      report.put("rpt", rpt);
    }
    return report;
  }
}
