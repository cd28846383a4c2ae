package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tickets where Keycloak keeps single-use objects in the database. */
@ExtendWith(Keycloak.class)
@Keycloak.Features("stateless")
@Tag("thorough")
class StatelessTicketIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String aat = "";
  private String set = "";

  StatelessTicketIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void sharedResourceSet() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    set = uma.registerResourceSet(pat, "Stateless", "view").text("_id");
  }

  @Test
  void ofFiftyRedemptionsAtOnceOneSucceeds() throws InterruptedException {
    realm.share(set, "alice", "bob", "view");
    for (int round = 0; round < 3; round++) {
      String ticket = ticket();
      Map<String, Integer> answers = new HashMap<>();
      for (Reply reply : AtOnce.send(25, 50, i -> uma.requestRpt(aat, ticket))) {
        answers.merge(reply.status() == 200 ? "granted" : reply.text("error"), 1, Integer::sum);
      }
      assertThat(answers).containsOnlyKeys("granted", "invalid_ticket").containsEntry("granted", 1);
    }
  }

  @Test
  void aTicketOutlivesRefusalsAndIsBoundToItsFirstHolder() {
    String ticket = ticket();
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("request_submitted");
    String auditor =
        realm.grant("print-service", "auditor", "uma_authorization").text("access_token");
    assertThat(uma.requestRpt(auditor, ticket).text("error")).isEqualTo("invalid_ticket");
    realm.share(set, "alice", "bob", "view");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void anotherClientWithTheTicketEndsTheRpt() {
    realm.share(set, "alice", "bob", "view");
    String ticket = ticket();
    String rpt = uma.requestRpt(aat, ticket).text("rpt");
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "thief",
            "secret",
            "thief-secret",
            "redirectUris",
            List.of(OAuthClient.CALLBACK),
            "optionalClientScopes",
            List.of("uma_authorization")));
    String thief = realm.grant("thief", "bob", "uma_authorization").text("access_token");
    assertThat(uma.requestRpt(thief, ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.introspect(pat, rpt).body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void aBoundTicketExpiresAllTheSame() {
    realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "2")));
    try {
      String ticket = ticket();
      Awaitility.await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () ->
                  assertThat(uma.requestRpt(aat, ticket).text("error"))
                      .isEqualTo("expired_ticket"));
    } finally {
      realm.changeRealm(Map.of("attributes", Map.of("uma.permission-ticket.lifespan", "300")));
    }
  }

  /** The end of a ticket is a change in the database, and must not be undone with others. */
  @Test
  void whatFailsAfterTheGrantDoesNotBringTheTicketBack() {
    realm.share(set, "alice", "bob", "view");
    String ticket = ticket();
    realm.changeRealm(
        Map.of(
            "eventsListeners",
            List.of("jboss-logging", "obligations-audit", "saboteur"),
            "attributes",
            Map.of("sabotage", "rollback")));
    Reply failed;
    try {
      failed = uma.requestRpt(aat, ticket);
    } finally {
      realm.changeRealm(
          Map.of(
              "eventsListeners",
              List.of("jboss-logging", "obligations-audit"),
              "attributes",
              Map.of("sabotage", "")));
    }
    assertThat(failed.status()).as(failed.body()).isEqualTo(503);
    assertThat(failed.json().has("rpt")).isFalse();
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.requestRpt(aat, ticket()).status()).isEqualTo(200);
  }

  private String ticket() {
    return uma.registerPermission(pat, set, "view").text("ticket");
  }
}
