package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.server.KeycloakCluster;
import io.github.umatrust.testkit.server.NodeBalancer;
import io.github.umatrust.testkit.uma.ClaimsForm;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What begins on one node of a cluster goes on and ends on another as it would have on the first.
 */
@Tag("cluster")
@ExtendWith(Keycloak.class)
class AcrossNodesIT {

  private static final int HERE = 0;
  private static final int THERE = 1;
  private static final String CALENDAR = "https://calendar.example.com/";
  private static final String CALLBACK = "http://127.0.0.1:1/claims";

  private final TestRealm realm;
  private final NodeBalancer balancer;
  private final UmaEndpoints uma;
  private String pat = "";
  private String aat = "";
  private String set = "";

  AcrossNodesIT(TestRealm realm, KeycloakCluster cluster) {
    this.realm = realm;
    this.balancer = cluster.balancer();
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void sharedResourceSet() {
    balancer.toNode(HERE);
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    set = uma.registerResourceSet(pat, "Across", "view", "print").text("_id");
    realm.share(set, "alice", "bob", "view");
  }

  @AfterEach
  void inTurn() {
    balancer.inTurn();
  }

  @Test
  void aTicketOfOneNodeIsRedeemedOnceOnTheOther() {
    String ticket = ticket();
    balancer.toNode(THERE);
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
    balancer.toNode(HERE);
    assertThat(uma.requestRpt(aat, ticket).text("error")).isEqualTo("invalid_ticket");
  }

  @Test
  void ofRedemptionsOnBothNodesAtOnceOneSucceeds() throws InterruptedException {
    for (int round = 0; round < 5; round++) {
      balancer.toNode(round % 2);
      String ticket = ticket();
      balancer.inTurn();
      Map<String, Integer> answers = new HashMap<>();
      for (Reply reply : AtOnce.send(16, 32, i -> uma.requestRpt(aat, ticket))) {
        answers.merge(reply.status() == 200 ? "granted" : reply.text("error"), 1, Integer::sum);
      }
      assertThat(answers).containsOnlyKeys("granted", "invalid_ticket").containsEntry("granted", 1);
    }
  }

  @Test
  void anRptOfOneNodeIsIntrospectedAndRevokedOnTheOther() {
    String rpt = uma.requestRpt(aat, ticket()).text("rpt");
    balancer.toNode(THERE);
    assertThat(isActive(rpt)).isTrue();
    Reply revoked =
        Http.postForm(
            uma.revocationEndpoint(),
            Map.of("token", List.of(rpt)),
            Http.AUTHORIZATION,
            Http.basic("print-service", "print-service-secret"));
    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(isActive(rpt)).isFalse();
    balancer.toNode(HERE);
    assertThat(isActive(rpt)).isFalse();
  }

  @Test
  void aLogoutOnOneNodeEndsThePatOnTheOther() {
    balancer.toNode(THERE);
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(200);
    realm.adminDelete("sessions/" + Tokens.claims(pat).path("sid").asText());
    balancer.toNode(HERE);
    assertThat(Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)).status())
        .isEqualTo(401);
  }

  @Test
  void whatOneNodeChangesOfAResourceSetTheOtherServes() {
    balancer.toNode(THERE);
    assertThat(read().path("name").asText()).isEqualTo("Across");
    balancer.toNode(HERE);
    Reply changed =
        Http.putJson(
            uma.resourceSets(set),
            Map.of("name", "Changed", "scopes", List.of("view")),
            Http.AUTHORIZATION,
            Http.bearer(pat));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    balancer.toNode(THERE);
    soon(() -> assertThat(read().path("name").asText()).isEqualTo("Changed"));
    assertThat(uma.registerPermission(pat, set, "print").text("error")).isEqualTo("invalid_scope");
    Http.delete(uma.resourceSets(set), Http.AUTHORIZATION, Http.bearer(pat));
    balancer.toNode(HERE);
    soon(() -> assertThat(read().path("error").asText()).isEqualTo("not_found"));
    assertThat(uma.registerPermission(pat, set, "view").text("error"))
        .isEqualTo("invalid_resource_set_id");
  }

  @Test
  void whatAnAdministratorChangesOnOneNodeHoldsOnTheOther() {
    assertThat(uma.requestRpt(aat, ticket()).status()).isEqualTo(200);
    balancer.toNode(THERE);
    new ConsoleResource(realm, "photo-album", set)
        .setAttributes(
            Map.of("uma_terms_version", List.of("1"), "uma_terms_text_en", List.of("Be kind.")));
    balancer.toNode(HERE);
    soon(() -> assertThat(uma.requestRpt(aat, ticket()).text("error")).isEqualTo("need_info"));
  }

  @Test
  void claimsBegunOnOneNodeAreGivenOnTheOther() {
    realm.changeClient(
        "print-service", Map.of("attributes", Map.of("uma.claims_redirect_uris", CALLBACK)));
    new ConsoleResource(realm, "photo-album", set)
        .setAttributes(
            Map.of("uma_terms_version", List.of("1"), "uma_terms_text_en", List.of("Be kind.")));
    String ticket = ticket();
    // from here on every request, each page and each form, goes to another node than the last
    balancer.inTurn();
    Browser bob = realm.browser("bob");
    Reply page =
        bob.visit(
            uma.claimsEndpoint()
                + "?"
                + Http.form(
                    Map.of(
                        "client_id",
                        List.of("print-service"),
                        "claims_redirect_uri",
                        List.of(CALLBACK),
                        "ticket",
                        List.of(ticket))),
            CALLBACK);
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    Reply back = bob.post(ClaimsForm.action(page), ClaimsForm.everything(page));
    assertThat(Browser.parameters(back)).containsEntry("authorization_state", "claims_submitted");
    assertThat(uma.requestRpt(aat, ticket).status()).isEqualTo(200);
  }

  @Test
  void aRefreshOnTheOtherNodeIsAsRestrictedAsTheGrant() {
    OAuthClient planner = realm.client("planner");
    Reply granted =
        planner.codeGrant(
            realm.browser("alice"), "scope", "openid calendar contacts", "resource", CALENDAR);
    balancer.toNode(THERE);
    Reply refreshed = planner.refresh(granted.text("refresh_token"));
    assertThat(Tokens.claims(refreshed.text("access_token")).path("aud").asText())
        .isEqualTo(CALENDAR);
    Reply wider =
        planner.refresh(
            refreshed.text("refresh_token"), "resource", "https://contacts.example.com/");
    assertThat(wider.text("error")).isEqualTo("invalid_target");
  }

  @Test
  void whatBothNodesRecordIsOneLedger() {
    String one = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    balancer.toNode(THERE);
    String other = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    for (int node : List.of(HERE, THERE)) {
      balancer.toNode(node);
      for (String token : List.of(one, other)) {
        JsonNode obligations =
            realm.adminGet(
                "obligations?state=in_force&tokenId="
                    + Http.encode(Tokens.claims(token).path("jti").asText()));
        assertThat(obligations).as("on node %d", node).isNotEmpty();
      }
    }
  }

  /** Nodes tell each other what their caches have to forget, and do not wait for each other. */
  private static void soon(ThrowingRunnable assertion) {
    Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(assertion);
  }

  private String ticket() {
    return uma.registerPermission(pat, set, "view").text("ticket");
  }

  private boolean isActive(String rpt) {
    return uma.introspect(pat, rpt).json().path("active").asBoolean();
  }

  private JsonNode read() {
    return Http.get(uma.resourceSets(set), Http.AUTHORIZATION, Http.bearer(pat)).json();
  }
}
