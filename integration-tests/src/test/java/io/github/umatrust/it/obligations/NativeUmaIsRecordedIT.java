package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.DatabaseWork;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.it.Sabotage;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keycloak's own UMA 2.0 is on the record, also what it raises no event for. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class NativeUmaIsRecordedIT {

  private final TestRealm realm;
  private final Ledger ledger;
  private final Journal journal;
  private final NativeAlbum album;

  NativeUmaIsRecordedIT(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
    this.journal = new Journal(realm);
    this.album = new NativeAlbum(realm);
  }

  @Test
  void aResourceServersOwnTokenIsAPatWithoutTheScope() {
    String pat = album.ownPat();

    assertThat(Tokens.scope(pat)).doesNotContain("uma_protection");
    assertThat(ledger.ofToken(pat)).hasSize(5);
    assertThat(journal.of(Ledger.tokenId(pat)))
        .singleElement()
        .satisfies(row -> assertThat(row.path("confirmed").asBoolean()).isTrue());
  }

  @Test
  void aTokenWithTheRoleIsAPatAndOneWithoutIsNone() {
    String alice = album.patOfAlice().text("access_token");
    String bob = album.tokenOf("bob").text("access_token");

    assertThat(ledger.ofToken(alice)).hasSize(5);
    assertThat(journal.of(Ledger.tokenId(alice))).hasSize(1);
    assertThat(Ledger.parties(ledger.ofToken(alice).get(0))).isEqualTo("native-album > alice");
    assertThat(journal.of(Ledger.tokenId(bob))).isEmpty();
  }

  @Test
  void aTokenWithRoleAndScopeIsOnePat() {
    String both =
        Ledger.granted(
                realm
                    .client(NativeAlbum.CLIENT)
                    .codeGrant(realm.browser("alice"), "scope", "openid uma_protection"))
            .text("access_token");

    assertThat(journal.of(Ledger.tokenId(both))).hasSize(1);
  }

  @Test
  void aLightweightTokenIsAPatByTheRoleThatItDoesNotShow() {
    realm.addResourceServer(
        "light-album", Map.of("client.use.lightweight.access.token.enabled", "true"));
    String client = realm.clientUuid("light-album");
    realm.adminPut(
        "clients/" + client + "/default-client-scopes/" + realm.clientScopeId("roles"), Map.of());
    realm.adminPost(
        "users/" + realm.userId("alice") + "/role-mappings/clients/" + client,
        List.of(realm.adminGet("clients/" + client + "/roles/uma_protection")));
    String alice = realm.grant("light-album", "alice", "openid").text("access_token");
    String bob = realm.grant("light-album", "bob", "openid").text("access_token");

    assertThat(Tokens.claims(alice).has("resource_access")).isFalse();
    assertThat(ledger.ofToken(alice)).hasSize(5);
    assertThat(journal.of(Ledger.tokenId(bob))).isEmpty();
  }

  @Test
  void aTicketIsRegisteredAndEndsWhenItIsRedeemed() {
    String resource = album.registered("Redeemed", "view");
    String pat = album.ownPat();
    String ticket = album.ticket(pat, resource, "view");
    String id = Tokens.claims(ticket).path("jti").asText();

    List<JsonNode> registered = journal.of(id, "permission_registered");
    assertThat(registered).hasSize(1);
    JsonNode row = registered.get(0);
    assertThat(row.path("token_kind").asText()).isEqualTo("permission_ticket");
    assertThat(row.path("ticket_id").asText()).isEqualTo(id);
    assertThat(row.path("rs_client_id").asText()).isEqualTo(NativeAlbum.CLIENT);
    assertThat(row.path("azp_id").asText()).isEqualTo(realm.userId("alice"));
    assertThat(row.path("expires_at").asLong())
        .isEqualTo(Tokens.claims(ticket).path("exp").asLong() * 1000);
    JsonNode details = Journal.details(row);
    assertThat(details.at("/permissions/0/resource_set_id").asText()).isEqualTo(resource);
    assertThat(details.at("/permissions/0/resource_set_name").asText()).isEqualTo("Redeemed");
    assertThat(details.at("/permissions/0/scopes/0").asText()).isEqualTo("view");
    assertThat(details.path("authorized_by").asText()).isEqualTo(Ledger.tokenId(pat));
    assertThat(row.toString()).doesNotContain(ticket).doesNotContain(pat);

    String bob = album.bob().text("access_token");
    int before = journal.rows().size();
    assertThat(album.redeem(bob, ticket).status()).as("not shared yet").isEqualTo(403);
    assertThat(journal.rows()).as("a refusal is no interaction").hasSize(before);
    assertThat(journal.ends()).doesNotContain("ticket:" + id + "/granted");

    realm.share(resource, "alice", "bob", "view");
    String rpt = Ledger.granted(album.redeem(bob, ticket)).text("access_token");

    assertThat(journal.ends()).contains("ticket:" + id + "/granted");
    for (String interaction : List.of("rpt_issued", "authorization_granted")) {
      assertThat(journal.of(Ledger.tokenId(rpt), interaction))
          .singleElement()
          .satisfies(
              r -> {
                assertThat(r.path("ticket_id").asText()).isEqualTo(id);
                assertThat(Journal.details(r).path("authorized_by").asText())
                    .isEqualTo(Ledger.tokenId(bob));
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"decision", "permissions"})
  void anAnswerWithoutATokenIsNoRpt(String mode) {
    String resource = album.registered("Answered with " + mode, "view");
    realm.share(resource, "alice", "bob", "view");
    String ticket = album.ticket(album.ownPat(), resource, "view");
    String bob = album.bob().text("access_token");
    int before = journal.rows().size();

    Reply answer = Ledger.granted(album.redeem(bob, ticket, "response_mode", mode));

    assertThat(answer.body()).doesNotContain("access_token");
    assertThat(journal.rows()).hasSize(before);
    assertThat(journal.ends())
        .doesNotContain("ticket:" + Tokens.claims(ticket).path("jti").asText() + "/granted");
  }

  @Test
  void introspectionOfAnRptByItsResourceServerIsRecorded() {
    String resource = album.registered("Introspected", "view");
    realm.share(resource, "alice", "bob", "view");
    Reply bob = album.bob();
    Reply rpt =
        Ledger.granted(
            album.redeem(bob.text("access_token"), album.ticket(album.ownPat(), resource, "view")));
    String token = rpt.text("access_token");
    String id = Ledger.tokenId(token);
    realm.changeClient(
        NativeAlbum.CLIENT,
        Map.of(
            "attributes", Map.of("client.introspection.response.allow.jwt.claim.enabled", "true")));
    Map<String, String> hint = Map.of("token_type_hint", "requesting_party_token");

    assertThat(active(album.introspect(token, hint))).isTrue();
    assertThat(journal.of(id, "rpt_introspected")).hasSize(1);
    assertThat(active(album.introspect(token, Map.of()))).isTrue();
    assertThat(journal.of(id, "rpt_introspected")).hasSize(2);
    Reply jwt = album.introspect(token, Map.of(), "Accept", "application/jwt");
    assertThat(jwt.json().has("jwt")).as(jwt.body()).isTrue();
    assertThat(journal.of(id, "rpt_introspected")).hasSize(3);

    for (JsonNode row : journal.of(id, "rpt_introspected")) {
      assertThat(row.path("client_id").asText()).isEqualTo("print-service");
      assertThat(row.path("rs_client_id").asText()).isEqualTo(NativeAlbum.CLIENT);
      assertThat(row.path("rqp_id").asText()).isEqualTo(realm.userId("bob"));
      assertThat(row.path("azp_id").asText()).isEqualTo(realm.userId("alice"));
      assertThat(row.path("session_id").asText())
          .isEqualTo(Tokens.claims(token).path("sid").asText());
      JsonNode permission = Journal.details(row).at("/permissions/0");
      assertThat(permission.path("resource_set_id").asText()).isEqualTo(resource);
      assertThat(permission.path("scopes").path(0).asText()).isEqualTo("view");
    }
    assertThat(
            ledger.obligations(
                "clause=RSO-ASO-Respect-Permissions&tokenId=" + Ledger.tokenId(token)))
        .hasSize(1);

    ledger.logout("print-service", bob.text("refresh_token"));
    assertThat(active(album.introspect(token, hint))).isFalse();
    assertThat(journal.of(id, "rpt_introspected")).hasSize(3);
    assertThat(
            ledger.obligations("clause=RSO-ASO-Respect-Permissions&tokenId=" + id).stream()
                .map(Ledger::state))
        .containsExactly("ended/logout");
  }

  @Test
  void introspectionOfWhatIsNoRptIsNoInteraction() {
    String pat = album.patOfAlice().text("access_token");
    int before = journal.rows().size();

    album.introspect(pat, Map.of());
    album.introspect("nonsense", Map.of());
    album.introspect(pat, Map.of("token_type_hint", "requesting_party_token"));

    assertThat(journal.rows()).hasSize(before);
  }

  @Test
  void whatTheRealmDoesNotWantIsNotRecorded() {
    String resource = album.registered("Unwanted", "view");
    NativeAlbum.settings(realm, Map.of("obligations.native", "none"));
    try {
      int before = journal.rows().size();
      realm.share(resource, "alice", "bob", "view");
      String ticket = album.ticket(album.ownPat(), resource, "view");
      String rpt =
          Ledger.granted(album.redeem(album.bob().text("access_token"), ticket))
              .text("access_token");
      assertThat(active(album.introspect(rpt, Map.of("token_type_hint", "requesting_party_token"))))
          .isTrue();
      assertThat(journal.rows()).hasSize(before);

      String scoped =
          Ledger.granted(
                  realm.client(NativeAlbum.CLIENT).clientCredentials("scope", "uma_protection"))
              .text("access_token");
      assertThat(journal.of(Ledger.tokenId(scoped))).as("of UMA 1.0.1").hasSize(1);
    } finally {
      NativeAlbum.settings(realm, Map.of("obligations.native", ""));
    }
  }

  /** Nothing is looked up for a token that is no PAT, and nothing is written. */
  @Test
  void tokensThatAreNoPatsCostNoStatement() {
    realm.changeClient("planner", Map.of("directAccessGrantsEnabled", true));
    List<String> off = List.of("jboss-logging");
    List<String> on = List.of("jboss-logging", "obligations-audit");
    for (Map<String, List<String>> grant :
        List.of(
            Map.of("grant_type", List.of("client_credentials")),
            Map.of(
                "grant_type", List.of("password"),
                "username", List.of("bob"),
                "password", List.of("bob")))) {
      realm.changeRealm(Map.of("eventsListeners", off));
      long without = statements(grant);
      realm.changeRealm(Map.of("eventsListeners", on));
      long with = statements(grant);

      assertThat(with).as(grant.toString()).isLessThanOrEqualTo(without);
    }
  }

  private long statements(Map<String, List<String>> grant) {
    return statements(() -> realm.client("planner").token(grant));
  }

  private long statements(Supplier<Reply> request) {
    return DatabaseWork.usual(() -> DatabaseWork.of(realm, () -> Ledger.granted(request.get())))
        .statements();
  }

  /** Rows are written by statements that are not counted. */
  @Test
  void nobodyIsLookedUpForAnRptForWhatIsTheResourceServersOwn() {
    String resource = realm.resourceOpenTo(NativeAlbum.CLIENT, "view", "bob");
    String bob = album.bob().text("access_token");
    realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging")));
    long without = statements(() -> album.rpt(bob, resource, "view"));
    realm.changeRealm(Map.of("eventsListeners", List.of("jboss-logging", "obligations-audit")));
    long with = statements(() -> album.rpt(bob, resource, "view"));

    assertThat(with).isLessThanOrEqualTo(without);
    assertThat(journal.of(Ledger.tokenId(album.rpt(bob, resource, "view").text("access_token"))))
        .hasSize(2)
        .allSatisfy(
            row ->
                assertThat(row.path("azp_id").asText())
                    .isEqualTo(realm.clientUuid(NativeAlbum.CLIENT)))
        .allSatisfy(row -> assertThat(row.path("azp_kind").asText()).isEqualTo("organisation"));
  }

  @Test
  void aTicketIsRefusedWhenItCannotBeRecorded() {
    String resource = album.registered("Unrecorded", "view");
    String pat = album.ownPat();
    Sabotage.with(
        realm,
        "break-journal",
        "mend-journal",
        () -> {
          Reply refused =
              Http.postJson(
                  album.protection("permission"),
                  List.of(Map.of("resource_id", resource, "resource_scopes", List.of("view"))),
                  "Authorization",
                  "Bearer " + pat);
          assertThat(refused.status()).as(refused.body()).isEqualTo(503);
          assertThat(refused.header("Retry-After")).isPresent();
          assertThat(refused.body()).doesNotContain("ticket\"").doesNotContain("eyJ");
        });
  }

  private static boolean active(Reply reply) {
    return reply.json().path("active").asBoolean();
  }
}
