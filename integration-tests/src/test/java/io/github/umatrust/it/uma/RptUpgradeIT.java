package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.AtOnce;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.ConsoleResource;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An RPT that is presented with a ticket (UMA Core 1.0.1 §3.5.1, §3.5.3). */
@ExtendWith(Keycloak.class)
class RptUpgradeIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private String pat = "";
  private String aat = "";
  private String first = "";
  private String second = "";

  RptUpgradeIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
  }

  @BeforeEach
  void twoSharedResourceSets() {
    pat = realm.grant("photo-album", "alice", "uma_protection").text("access_token");
    aat = realm.grant("print-service", "bob", "uma_authorization").text("access_token");
    first = registered("First");
    second = registered("Second");
    permitBobToView();
  }

  /** Every album, so that not every one need be shared; the scope must be there already. */
  private void permitBobToView() {
    ConsoleResource any = new ConsoleResource(realm, "photo-album", "");
    if (!any.hasPolicy("bob")) {
      String bob = any.policy("user", "bob", Map.of("users", List.of(realm.userId("bob"))));
      any.permitEverywhere("bob views", List.of("view"), bob);
    }
  }

  @Test
  void theNewRptCarriesWhatTheOldOnePermits() {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    String upgraded = upgrade(aat, ticket(second), old).text("rpt");
    assertThat(permitted(upgraded)).containsExactlyInAnyOrder(first, second);
    assertThat(permissionOf(upgraded, first).path("exp").asLong())
        .isEqualTo(permissionOf(old, first).path("exp").asLong());
  }

  @Test
  void theOldRptIsRevokedAndTheEventSaysSo() {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    upgrade(aat, ticket(second), old);
    assertThat(uma.introspect(pat, old).body()).isEqualTo("{\"active\":false}");
    assertThat(realm.adminGet("events?type=REVOKE_GRANT&client=print-service&max=100").toString())
        .contains(Tokens.claims(old).path("jti").asText());
  }

  @Test
  void aRefusalLeavesTheOldRptAlone() {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    String print = uma.registerPermission(pat, second, "print").text("ticket");
    assertThat(upgrade(aat, print, old).status()).isEqualTo(403);
    assertThat(permitted(old)).containsExactly(first);
  }

  @Test
  void whatIsGrantedAgainIsThereOnce() {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    String upgraded = upgrade(aat, ticket(first), old).text("rpt");
    assertThat(uma.introspect(pat, upgraded).json().path("permissions")).hasSize(1);
  }

  @Test
  void whatNoLongerHoldsIsNotCarried() {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    Http.delete(uma.resourceSets(first), Http.AUTHORIZATION, Http.bearer(pat));
    assertThat(permitted(upgrade(aat, ticket(second), old).text("rpt"))).containsExactly(second);
  }

  /** What was taken away when an RPT was replaced does not come back with the scope. */
  @Test
  void ofAPermissionTheScopesThatRemainAreCarried() {
    realm.share(first, "alice", "bob", "view", "print");
    String both = uma.registerPermission(pat, first, "view", "print").text("ticket");
    String old = uma.requestRpt(aat, both).text("rpt");
    update(first, "view");
    String upgraded = upgrade(aat, ticket(second), old).text("rpt");
    update(first, "view", "print");
    assertThat(permitted(upgraded)).containsExactlyInAnyOrder(first, second);
    assertThat(Reply.texts(permissionOf(upgraded, first).path("scopes"))).containsExactly("view");
  }

  private void update(String set, String... scopes) {
    assertThat(
            Http.putJson(
                    uma.resourceSets(set),
                    Map.of("name", "Updated", "scopes", List.of(scopes)),
                    Http.AUTHORIZATION,
                    Http.bearer(pat))
                .status())
        .isEqualTo(200);
  }

  @Test
  void anotherRequestingPartysRptGivesNothing() {
    realm.share(second, "alice", "auditor", "view");
    String auditor =
        realm.grant("print-service", "auditor", "uma_authorization").text("access_token");
    String bobs = uma.requestRpt(aat, ticket(first)).text("rpt");
    assertThat(permitted(upgrade(auditor, ticket(second), bobs).text("rpt")))
        .containsExactly(second);
    assertThat(permitted(bobs)).containsExactly(first);
  }

  @Test
  void anotherClientsRptGivesNothing() {
    String other = otherClient();
    String theirs = uma.requestRpt(other, ticket(first)).text("rpt");
    assertThat(permitted(upgrade(aat, ticket(second), theirs).text("rpt"))).containsExactly(second);
    assertThat(permitted(theirs)).containsExactly(first);
  }

  @Test
  void anotherResourceServersRptGivesNothing() {
    realm.addResourceServer("video-album");
    String videos = realm.grant("video-album", "alice", "uma_protection").text("access_token");
    String film = uma.registerResourceSet(videos, "Film", "view").text("_id");
    realm.share(film, "alice", "bob", "view");
    String filmRpt =
        uma.requestRpt(aat, uma.registerPermission(videos, film, "view").text("ticket"))
            .text("rpt");
    String upgraded = upgrade(aat, ticket(second), filmRpt).text("rpt");
    assertThat(permitted(upgraded)).containsExactly(second);
    assertThat(Tokens.audience(upgraded)).containsExactly("photo-album");
    assertThat(uma.introspect(videos, filmRpt).json().path("active").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "", " ", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
  void whatIsNoRptIsAsIfItWereNotThere(String rpt) {
    assertThat(permitted(upgrade(aat, ticket(first), rpt).text("rpt"))).containsExactly(first);
  }

  @Test
  void anAccessTokenIsNoRptToUpgrade() {
    assertThat(permitted(upgrade(aat, ticket(first), aat).text("rpt"))).containsExactly(first);
    assertThat(uma.requestRpt(aat, ticket(first)).status()).isEqualTo(200);
  }

  @Test
  void aRevokedRptGivesNothing() {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    upgrade(aat, ticket(second), old);
    assertThat(permitted(upgrade(aat, ticket(second), old).text("rpt"))).containsExactly(second);
  }

  /** Else one permission would become two that are revoked apart. */
  @Test
  void ofManyUpgradesOfOneRptAtOnceOneCarriesIt() throws InterruptedException {
    String old = uma.requestRpt(aat, ticket(first)).text("rpt");
    List<String> tickets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tickets.add(ticket(second));
    }
    int carried = 0;
    for (Reply reply : AtOnce.send(8, 8, i -> upgrade(aat, tickets.get(i), old))) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      if (permitted(reply.text("rpt")).contains(first)) {
        carried++;
      }
    }
    assertThat(carried).isEqualTo(1);
  }

  /** UMA Core 1.0.1 §3.2.2, through any number of upgrades. */
  @Test
  void aStolenTicketEndsTheRptThatItsPermissionIsInNow() {
    String stolen = ticket(first);
    String old = uma.requestRpt(aat, stolen).text("rpt");
    String upgraded = upgrade(aat, ticket(second), old).text("rpt");
    assertThat(permitted(upgraded)).containsExactlyInAnyOrder(first, second);
    assertThat(uma.requestRpt(otherClient(), stolen).text("error")).isEqualTo("invalid_ticket");
    assertThat(uma.introspect(pat, upgraded).body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void anRptIsNotUpgradedPastAHeader() {
    String rpt = uma.requestRpt(aat, ticket(first)).text("rpt");
    List<String> sets = new ArrayList<>();
    for (int i = 0; i < 26; i++) {
      String set = registered("Many " + i);
      sets.add(set);
      rpt = upgrade(aat, ticket(set), rpt).text("rpt");
    }
    assertThat(permitted(rpt)).hasSize(25).contains(sets.get(25)).doesNotContain(first);
    assertThat(rpt.length()).isLessThan(8 * 1024);
  }

  private String registered(String name) {
    return uma.registerResourceSet(pat, name, "view", "print").text("_id");
  }

  private String ticket(String set) {
    return uma.registerPermission(pat, set, "view").text("ticket");
  }

  private Reply upgrade(String token, String ticket, String rpt) {
    return Http.postJson(
        uma.rptEndpoint(),
        Map.of("ticket", ticket, "rpt", rpt),
        Http.AUTHORIZATION,
        Http.bearer(token));
  }

  private Set<String> permitted(String rpt) {
    Set<String> sets = new HashSet<>();
    uma.introspect(pat, rpt)
        .json()
        .path("permissions")
        .forEach(p -> sets.add(p.path("resource_set_id").asText()));
    return sets;
  }

  private JsonNode permissionOf(String rpt, String set) {
    for (JsonNode permission : Tokens.claims(rpt).path("permissions")) {
      if (permission.path("resource_set_id").asText().equals(set)) {
        return permission;
      }
    }
    throw new AssertionError("no permission on " + set);
  }

  private String otherClient() {
    if (realm.clientUuid("other-printer").isEmpty()) {
      realm.adminPost(
          "clients",
          Map.of(
              "clientId",
              "other-printer",
              "secret",
              "other-printer-secret",
              "redirectUris",
              List.of(OAuthClient.CALLBACK),
              "optionalClientScopes",
              List.of("uma_authorization")));
    }
    return realm.grant("other-printer", "bob", "uma_authorization").text("access_token");
  }
}
