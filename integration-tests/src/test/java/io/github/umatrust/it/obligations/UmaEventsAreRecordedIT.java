package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger's side of the event contract: whoever fires these events is recorded. */
@ExtendWith(Keycloak.class)
class UmaEventsAreRecordedIT {

  private static final String PERMISSIONS =
      "[{\"resource_set_id\":\"rs-1\",\"resource_set_name\":\"Album\",\"scopes\":[\"view\"]}]";

  private TestRealm realm;
  private Ledger ledger;
  private String alice;
  private String bob;
  private final String expiresAt = Long.toString(System.currentTimeMillis() / 1000 + 300);
  private final String ticket = UUID.randomUUID().toString();
  private final String rpt = UUID.randomUUID().toString();

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    this.alice = realm.userId("alice");
    this.bob = realm.userId("bob");
    // the resource sets of these events are not there, and would be taken for removed
    realm.changeRealm(Map.of("attributes", Map.of("obligations.reconcile-interval", "86400")));
  }

  @Test
  void registeredPermissionBindsTheServerUntilItIsGranted() {
    fire(List.of(permissionRegistered()));

    List<JsonNode> registered = ledger.ofTokenId(ticket);
    assertThat(Ledger.clauses(registered))
        .containsExactly("ASO-RSO-Follow-Policies-Accurately-and-Timely");
    assertThat(Ledger.state(registered.get(0))).isEqualTo("in_force");
    assertThat(Ledger.parties(registered.get(0))).isEqualTo("Keycloak UMA Trust > Photo Album");
    assertThat(registered.get(0).path("tokenKind").asText()).isEqualTo("permission_ticket");
    assertThat(registered.get(0).at("/permissions/0/resource_set_name").asText())
        .isEqualTo("Album");

    fire(List.of(granted("authorization_granted"), granted("rpt_issued")));

    assertThat(Ledger.state(ledger.ofTokenId(ticket).get(0))).isEqualTo("ended/granted");
    List<JsonNode> granted = ledger.ofTokenId(rpt);
    assertThat(Ledger.clauses(granted))
        .containsExactly("AzP-RqP-Adhere-to-Terms", "RqP-RSO-Is-Legitimate-Bearer");
    assertThat(granted)
        .extracting(Ledger::parties)
        .containsExactly("alice > bob", "bob > Photo Album");
    assertThat(granted.get(1).path("until").asLong()).isEqualTo(Long.parseLong(expiresAt) * 1000);
    assertThat(granted.get(1).path("clientId").asText()).isEqualTo("print-service");
  }

  @Test
  void introspectingAgainRenewsInsteadOfRepeating() {
    fire(List.of(introspected()));
    fire(List.of(introspected()));

    List<JsonNode> obligations = ledger.ofTokenId(rpt);

    assertThat(Ledger.clauses(obligations)).containsExactly("RSO-ASO-Respect-Permissions");
    assertThat(Ledger.parties(obligations.get(0))).isEqualTo("Photo Album > Keycloak UMA Trust");
    assertThat(Ledger.state(obligations.get(0))).isEqualTo("in_force");
  }

  @Test
  void sessionThatEndsTakesTheRptWithIt() {
    Reply aat = ledger.aatOfBob();
    Map<String, Object> issued = new java.util.HashMap<>(granted("rpt_issued"));
    issued.put(
        "session",
        io.github.umatrust.testkit.oauth.Tokens.claims(aat.text("access_token"))
            .path("sid")
            .asText());
    fire(List.of(issued));
    assertThat(Ledger.state(ledger.ofTokenId(rpt).get(0))).isEqualTo("in_force");

    Http.postForm(
        realm.issuer() + "/protocol/openid-connect/logout",
        Map.of("refresh_token", List.of(aat.text("refresh_token"))),
        Http.AUTHORIZATION,
        Http.basic("print-service", "print-service-secret"));

    assertThat(Ledger.state(ledger.ofTokenId(rpt).get(0))).isEqualTo("ended/logout");
  }

  @Test
  void clientCanOwnWhatItProtects() {
    Map<String, String> details = new java.util.HashMap<>(details("permission_registered"));
    details.put("uma_authorizing_party", realm.clientUuid("photo-album"));
    fire(List.of(Map.of("type", "PERMISSION_TOKEN", "client", "photo-album", "details", details)));

    assertThat(ledger.ofTokenId(ticket)).hasSize(1);
  }

  @Test
  void illFormedEventsAreKeptWithTheirFlaws() {
    fire(
        List.of(
            Map.of(
                "type",
                "PERMISSION_TOKEN",
                "client",
                "print-service",
                "details",
                Map.of(
                    "uma_interaction", "rpt_issued",
                    "token_id", rpt,
                    "uma_resource_server", "x".repeat(3000),
                    "uma_authorizing_party", "nobody",
                    "uma_permissions", "{not json",
                    "uma_expires_at", "tomorrow"))));

    List<JsonNode> obligations = ledger.ofTokenId(rpt);

    assertThat(Ledger.clauses(obligations)).containsExactly("RqP-RSO-Is-Legitimate-Bearer");
    assertThat(obligations.get(0).path("permissions").asText()).isEqualTo("{not json");
    assertThat(Ledger.list(obligations.get(0).path("flaws")))
        .extracting(JsonNode::asText)
        .contains(
            "uma_resource_server names no client",
            "no requesting party",
            "uma_expires_at is not a number of seconds: tomorrow",
            "uma_permissions is not JSON");
  }

  @Test
  void unknownInteractionsDoNotFailTheRequest() {
    fire(
        List.of(
            Map.of("type", "PERMISSION_TOKEN", "details", Map.of("uma_interaction", "juggled"))));
  }

  private Map<String, Object> permissionRegistered() {
    return Map.of(
        "type",
        "PERMISSION_TOKEN",
        "client",
        "photo-album",
        "user",
        alice,
        "details",
        details("permission_registered"));
  }

  private Map<String, Object> granted(String interaction) {
    return Map.of(
        "type",
        "PERMISSION_TOKEN",
        "client",
        "print-service",
        "user",
        bob,
        "details",
        details(interaction));
  }

  private Map<String, Object> introspected() {
    Map<String, String> details = new java.util.HashMap<>(details("rpt_introspected"));
    details.put("uma_client", "print-service");
    details.put("uma_requesting_party", bob);
    return Map.of(
        "type", "INTROSPECT_TOKEN", "client", "photo-album", "user", alice, "details", details);
  }

  private Map<String, String> details(String interaction) {
    return Map.of(
        "uma_interaction", interaction,
        "uma_ticket_id", ticket,
        "token_id", interaction.equals("permission_registered") ? "" : rpt,
        "uma_resource_server", "photo-album",
        "uma_authorizing_party", alice,
        "uma_permissions", PERMISSIONS,
        "uma_expires_at", expiresAt);
  }

  private void fire(List<? extends Map<String, ?>> events) {
    Reply reply = Http.postJson(realm.issuer() + "/test/events", events);
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
  }
}
