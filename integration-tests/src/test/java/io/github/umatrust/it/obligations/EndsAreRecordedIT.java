package io.github.umatrust.it.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What lasts as long as a token ends when the token does, whoever ended it. */
@ExtendWith(Keycloak.class)
class EndsAreRecordedIT {

  private TestRealm realm;
  private Ledger ledger;

  @BeforeEach
  void setUp(TestRealm realm) {
    this.realm = realm;
    this.ledger = new Ledger(realm);
  }

  @Test
  void revokingThePatEndsItsClausesAndNoOthers() {
    String pat = ledger.patOfAlice().text("access_token");
    String other =
        Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
            .text("access_token");
    long before = System.currentTimeMillis();

    assertThat(realm.client("photo-album").revoke(pat).status()).isEqualTo(200);

    assertThat(ledger.ofToken(pat))
        .hasSize(5)
        .allSatisfy(
            obligation -> {
              assertThat(Ledger.state(obligation)).isEqualTo("ended/revoked");
              assertThat(obligation.path("until").asLong())
                  .isBetween(before - 1000, System.currentTimeMillis() + 1000);
            });
    assertThat(ledger.statesOf(other)).containsExactly("in_force");
    assertThat(Ledger.clauses(ledger.obligations("state=ended&tokenId=" + Ledger.tokenId(pat))))
        .hasSize(5);
  }

  @Test
  void revokingAgainChangesNothing() {
    String pat =
        Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
            .text("access_token");
    realm.client("photo-album").revoke(pat);
    List<JsonNode> once = ledger.ofToken(pat);

    realm.client("photo-album").revoke(pat);

    assertThat(ledger.ofToken(pat)).isEqualTo(once).hasSize(5);
    assertThat(ledger.statesOf(pat)).containsExactly("ended/revoked");
  }

  @Test
  void revokingTheRefreshTokenEndsEveryTokenOfTheGrant() {
    Reply first = ledger.patOfAlice();
    Reply second = Ledger.granted(realm.client("photo-album").refresh(first.text("refresh_token")));

    assertThat(realm.client("photo-album").revoke(second.text("refresh_token")).status())
        .isEqualTo(200);

    assertThat(ledger.statesOf(first.text("access_token"))).containsExactly("ended/revoked");
    assertThat(ledger.statesOf(second.text("access_token"))).containsExactly("ended/revoked");
  }

  @Test
  void revokingOnlyAnOlderTokenOfTheGrantEndsNothing() throws InterruptedException {
    Reply first = ledger.patOfAlice();
    Thread.sleep(1100);
    Reply second = Ledger.granted(realm.client("photo-album").refresh(first.text("refresh_token")));

    realm.client("photo-album").revoke(first.text("access_token"));

    assertThat(ledger.statesOf(second.text("access_token"))).containsExactly("in_force");
  }

  @Test
  void refreshAfterTheTokenWasRevokedBeginsAnew() {
    Reply first = ledger.patOfAlice();
    realm.client("photo-album").revoke(first.text("access_token"));

    Reply second = Ledger.granted(realm.client("photo-album").refresh(first.text("refresh_token")));

    assertThat(ledger.statesOf(first.text("access_token"))).containsExactly("ended/revoked");
    assertThat(ledger.statesOf(second.text("access_token"))).containsExactly("in_force");
  }

  @Test
  void logoutEndsWhatTheSessionCarried() {
    Reply pat = ledger.patOfAlice();
    String elsewhere = ledger.patOfAlice().text("access_token");

    Reply logout = ledger.logout("photo-album", pat.text("refresh_token"));

    assertThat(logout.status()).isEqualTo(204);
    assertThat(ledger.statesOf(pat.text("access_token"))).containsExactly("ended/logout");
    assertThat(ledger.statesOf(elsewhere)).containsExactly("in_force");
  }

  @Test
  void onlineLogoutLeavesAnOfflineGrantInForce() {
    var browser = realm.browser("alice");
    Reply online =
        Ledger.granted(
            realm.client("photo-album").codeGrant(browser, "scope", "openid uma_protection"));
    Reply offline =
        Ledger.granted(
            realm
                .client("photo-album")
                .codeGrant(browser, "scope", "openid uma_protection offline_access"));
    assertThat(Tokens.claims(offline.text("refresh_token")).path("typ").asText())
        .isEqualTo("Offline");

    ledger.logout("photo-album", online.text("refresh_token"));

    assertThat(ledger.statesOf(online.text("access_token"))).containsExactly("ended/logout");
    assertThat(ledger.statesOf(offline.text("access_token"))).containsExactly("in_force");
    Reply renewed =
        Ledger.granted(realm.client("photo-album").refresh(offline.text("refresh_token")));

    realm.client("photo-album").revoke(offline.text("refresh_token"));

    assertThat(ledger.statesOf(renewed.text("access_token"))).containsExactly("ended/revoked");
  }

  @Test
  void consentWithdrawnInTheAccountConsoleEndsTheGrant() {
    String pat = ledger.patOfAlice().text("access_token");

    Reply withdrawn =
        Http.delete(
            realm.issuer() + "/account/applications/photo-album/consent",
            Http.AUTHORIZATION,
            realm.accountAuthorization(realm.browser("alice")),
            "Accept",
            "application/json");

    assertThat(withdrawn.status()).isEqualTo(204);
    assertThat(ledger.statesOf(pat)).containsExactly("ended/consent_withdrawn");
    assertThat(ledger.statesOf(ledger.patOfAlice().text("access_token")))
        .as("a new consent, a new grant")
        .containsExactly("in_force");
  }

  @Test
  void administratorsCanEndGrantsInEveryWay() {
    String bySession = ledger.patOfAlice().text("access_token");
    realm.adminDelete("sessions/" + Tokens.claims(bySession).path("sid").asText());
    assertThat(ledger.statesOf(bySession)).containsExactly("ended/session_removed");

    String byConsent = ledger.patOfAlice().text("access_token");
    realm.adminDelete("users/" + realm.userId("alice") + "/consents/photo-album");
    assertThat(ledger.statesOf(byConsent)).containsExactly("ended/consent_withdrawn");

    String byLogout = ledger.patOfAlice().text("access_token");
    realm.adminPost("users/" + realm.userId("alice") + "/logout", Map.of());
    assertThat(ledger.statesOf(byLogout)).containsExactly("ended/logout");
  }

  @Test
  void recordsOutliveTheUserAndTheClient() {
    realm.adminPost(
        "users",
        Map.of(
            "username", "carol",
            "enabled", true,
            "email", "carol@example.com",
            "firstName", "Carol",
            "lastName", "C",
            "credentials", List.of(Map.of("type", "password", "value", "carol"))));
    String pat =
        Ledger.granted(realm.grant("photo-album", "carol", "openid uma_protection"))
            .text("access_token");

    realm.adminDelete("users/" + realm.userId("carol"));

    List<JsonNode> obligations = ledger.ofToken(pat);
    assertThat(obligations).extracting(Ledger::state).containsOnly("ended/user_removed");
    assertThat(Ledger.parties(obligations.get(0))).isEqualTo("Photo Album > carol");

    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "short-lived",
            "secret",
            "short-lived-secret",
            "serviceAccountsEnabled",
            true,
            "optionalClientScopes",
            List.of("uma_protection")));
    String brief =
        Ledger.granted(realm.client("short-lived").clientCredentials("scope", "uma_protection"))
            .text("access_token");
    realm.adminDelete("clients/" + realm.clientUuid("short-lived"));
    assertThat(ledger.statesOf(brief)).containsExactly("ended/client_removed");
  }

  @Test
  void expiryNeedsNoEvent() throws InterruptedException {
    realm.changeRealm(Map.of("accessTokenLifespan", 1));
    try {
      String pat =
          Ledger.granted(realm.client("photo-album").clientCredentials("scope", "uma_protection"))
              .text("access_token");
      Thread.sleep(2000);
      assertThat(ledger.ofToken(pat))
          .hasSize(5)
          .extracting(Ledger::state)
          .containsOnly("ended/expired");
    } finally {
      realm.changeRealm(Map.of("accessTokenLifespan", 300));
    }
  }
}
