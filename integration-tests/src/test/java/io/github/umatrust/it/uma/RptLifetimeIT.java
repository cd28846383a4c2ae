package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long an RPT and its permissions live: never longer than what they come from. */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class RptLifetimeIT {

  private static final String AUTHORIZATION = "uma_authorization";
  private static final String LIFESPAN = "access.token.lifespan";
  private static final String PERMISSION_LIFESPAN = "uma.permission.lifespan";

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final SharedAlbum album;

  RptLifetimeIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.album = new SharedAlbum(realm);
  }

  @AfterEach
  void defaults() {
    realm.changeRealm(Map.of("attributes", Map.of(PERMISSION_LIFESPAN, "0")));
  }

  @Test
  void whereTheAatLivesLongerTheRealmsAccessTokenLifespanCounts() {
    JsonNode rpt = claims("patient-printer", Map.of(LIFESPAN, "1200"));
    assertThat(rpt.path("exp").asLong() - rpt.path("iat").asLong()).isEqualTo(300);
  }

  @Test
  void anRptEndsWithItsAat() {
    OAuthClient client = client("hasty-printer", Map.of(LIFESPAN, "60"));
    String aat = aat(client);
    assertThat(expiry(album.rpt(aat))).isEqualTo(expiry(aat));
  }

  @Test
  void anRptEndsWithTheLongestLifeOfTheSession() {
    OAuthClient client =
        client("session-printer", Map.of("client.session.max.lifespan", "40", LIFESPAN, "1200"));
    String aat = aat(client);
    String rpt = album.rpt(aat);
    long session = Tokens.claims(aat).path("auth_time").asLong(expiry(aat) - 40) + 40;
    assertThat(expiry(rpt)).isLessThanOrEqualTo(expiry(aat)).isLessThanOrEqualTo(session);
    assertThat(expiry(rpt) - Tokens.claims(rpt).path("iat").asLong()).isLessThanOrEqualTo(40);
  }

  @Test
  void aPermissionEndsBeforeItsRptWhereTheRealmSaysSoAndNeverAfterIt() {
    String aat = aat(client("print-service-of-permissions", Map.of(LIFESPAN, "100")));
    for (int lifespan : new int[] {30, 1_000}) {
      realm.changeRealm(
          Map.of("attributes", Map.of(PERMISSION_LIFESPAN, Integer.toString(lifespan))));
      JsonNode rpt = Tokens.claims(album.rpt(aat));
      long end = Math.min(rpt.path("exp").asLong(), rpt.path("iat").asLong() + lifespan);
      assertThat(rpt.path("permissions").path(0).path("exp").asLong()).isEqualTo(end);
      assertThat(rpt.path("exp").asLong()).isEqualTo(expiry(aat));
    }
  }

  /** Each permission keeps the end that it had, however long the next RPT lives. */
  @Test
  void anUpgradeProlongsNothing() {
    realm.changeRealm(Map.of("attributes", Map.of(PERMISSION_LIFESPAN, "30")));
    String aat = aat(client("upgrading-printer", Map.of()));
    String old = album.rpt(aat);
    long end = Tokens.claims(old).path("permissions").path(0).path("exp").asLong();
    realm.changeRealm(Map.of("attributes", Map.of(PERMISSION_LIFESPAN, "0")));
    String other = album.registered("Upgraded");
    String upgraded =
        album
            .send(
                aat,
                "{\"ticket\":\"%s\",\"rpt\":\"%s\"}".formatted(album.ticket(other, "view"), old))
            .text("rpt");
    JsonNode permissions = Tokens.claims(upgraded).path("permissions");
    assertThat(permissions).hasSize(2);
    assertThat(permissions.path(0).path("exp").asLong()).isEqualTo(end);
    assertThat(permissions.path(1).path("exp").asLong()).isEqualTo(expiry(upgraded));
  }

  @Test
  void anExpiredAatGivesNoRptAndItsRptIsOver() {
    String aat = aat(client("clock-printer", Map.of(LIFESPAN, "4")));
    String rpt = album.rpt(aat);
    assertThat(album.isActive(rpt)).isTrue();
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> uma.requestRpt(aat, "x").status() == 401);
    assertThat(album.isActive(rpt)).isFalse();
  }

  /** A refresh gives an AAT that lives longer; the RPT on the old one does not. */
  @Test
  void aRefreshedAatProlongsNoRpt() throws InterruptedException {
    OAuthClient client = client("refreshing-printer", Map.of(LIFESPAN, "60"));
    var tokens = client.codeGrant(realm.browser("bob"), "scope", AUTHORIZATION);
    String rpt = album.rpt(tokens.text("access_token"));
    Thread.sleep(1_100);
    String refreshed = client.refresh(tokens.text("refresh_token")).text("access_token");
    assertThat(expiry(refreshed)).isGreaterThan(expiry(rpt));
    assertThat(uma.introspect(album.pat(), rpt).json().path("exp").asLong())
        .isEqualTo(expiry(tokens.text("access_token")));
    assertThat(expiry(album.rpt(refreshed))).isEqualTo(expiry(refreshed));
  }

  private JsonNode claims(String clientId, Map<String, String> attributes) {
    return Tokens.claims(album.rpt(aat(client(clientId, attributes))));
  }

  private OAuthClient client(String clientId, Map<String, String> attributes) {
    return album.addClient(clientId, Map.of("attributes", attributes));
  }

  private String aat(OAuthClient client) {
    return client.codeGrant(realm.browser("bob"), "scope", AUTHORIZATION).text("access_token");
  }

  private static long expiry(String token) {
    return Tokens.claims(token).path("exp").asLong();
  }
}
