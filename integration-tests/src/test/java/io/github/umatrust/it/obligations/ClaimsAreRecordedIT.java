package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.ClaimsForm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who supplies claims stands behind them; who accepts terms has not said anything yet. */
@ExtendWith(Keycloak.class)
class ClaimsAreRecordedIT {

  private static final String FACTUAL = "RqP-AzP-Make-Factual-Representations";
  private static final String CALLBACK = "http://127.0.0.1/claims";

  private final TestRealm realm;
  private final Ledger ledger;
  private final UmaEndpoints uma;

  ClaimsAreRecordedIT(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @Test
  void claimsGivenOnThePageAreFactualRepresentations() {
    String set =
        sharedSet("Claimed", Map.of("uma_required_claims", List.of("[{\"name\":\"employer\"}]")));

    give(set, "Employees' Museum");

    List<JsonNode> obligations = ledger.obligations("max=1000&clause=" + FACTUAL);
    assertThat(obligations).hasSize(1);
    JsonNode obligation = obligations.get(0);
    assertThat(Ledger.parties(obligation)).isEqualTo("bob > alice");
    assertThat(Ledger.state(obligation)).isEqualTo("occurred");
    assertThat(obligation.path("tokenKind").asText()).isEqualTo("permission_ticket");
    assertThat(obligation.path("clientId").asText()).isEqualTo("print-service");
    assertThat(obligation.at("/permissions/0/resource_set_id").asText()).isEqualTo(set);
    assertThat(obligation.has("flaws")).as(obligation.toString()).isFalse();
    assertThat(obligation.toString()).doesNotContain("Museum");
    JsonNode row = new Journal(realm).last("claims_supplied");
    assertThat(Journal.details(row).path("claims").toString()).isEqualTo("[\"employer\"]");
    assertThat(row.hasNonNull("ticket_id")).isTrue();
  }

  @Test
  void termsAcceptedOnThePageAreNone() {
    int before = ledger.obligations("max=1000&clause=" + FACTUAL).size();
    String set =
        sharedSet(
            "Agreed",
            Map.of("uma_terms_version", List.of("1"), "uma_terms_text_en", List.of("Be good.")));

    give(set);

    assertThat(ledger.obligations("max=1000&clause=" + FACTUAL)).hasSize(before);
  }

  private String sharedSet(String name, Map<String, List<String>> requirements) {
    String pat = ledger.patOfAlice().text("access_token");
    String set = uma.registerResourceSet(pat, name, "view").text("_id");
    realm.share(set, "alice", "bob", "view");
    new ConsoleResource(realm, "photo-album", set).setAttributes(requirements);
    return set;
  }

  /** Bob gives what the page asks for. */
  private void give(String set, String... values) {
    String pat = ledger.patOfAlice().text("access_token");
    String ticket = uma.registerPermission(pat, set, "view").text("ticket");
    Browser bob = realm.browser("bob");
    String address =
        uma.claimsEndpoint()
            + "?"
            + Http.form(
                Map.of(
                    "client_id",
                    List.of("print-service"),
                    "claims_redirect_uri",
                    List.of(CALLBACK),
                    "ticket",
                    List.of(ticket)));
    Reply page = bob.visit(address, CALLBACK);
    Reply back = bob.post(ClaimsForm.action(page), ClaimsForm.everything(page, values));
    assertThat(back.header("Location").orElse("")).contains("authorization_state=claims_submitted");
  }
}
