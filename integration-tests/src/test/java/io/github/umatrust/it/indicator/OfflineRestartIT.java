package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.roleClients;
import static io.github.umatrust.it.indicator.IndicatorRealm.scope;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.server.KeycloakInstallation;
import io.github.umatrust.testkit.server.KeycloakServer;
import io.github.umatrust.testkit.server.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An offline token outlives the server that issued it, and so does its restriction. */
@Tag("thorough")
class OfflineRestartIT {

  @Test
  void anOfflineTokenIsAsRestrictedAfterARestart() {
    KeycloakInstallation installation =
        Keycloak.installation(
            "indicators-and-ledger", "resource-indicator-mapper", "obligations-audit-listener");
    int port = Ports.free();
    String one;
    String two;
    try (KeycloakServer server = KeycloakServer.start(installation, port, Keycloak.realmFile())) {
      TestRealm realm = new TestRealm(server.baseUrl(), "uma-trust");
      IndicatorRealm.prepare(realm);
      OAuthClient planner = realm.client("planner");
      String scope = "openid calendar contacts offline_access";
      one =
          refreshToken(
              planner.codeGrant(realm.browser("alice"), "scope", scope, "resource", CALENDAR));
      two =
          refreshToken(
              planner.codeGrant(
                  realm.browser("alice"),
                  "scope",
                  scope,
                  "resource",
                  CALENDAR,
                  "resource",
                  CONTACTS));
    }
    try (KeycloakServer server = KeycloakServer.restart(installation, port)) {
      OAuthClient planner = new TestRealm(server.baseUrl(), "uma-trust").client("planner");
      Reply calendar = planner.refresh(one);
      assertThat(audience(calendar)).containsExactly(CALENDAR);
      assertThat(scope(calendar)).contains("calendar").doesNotContain("contacts");
      assertThat(roleClients(calendar)).containsExactly("calendar-api");
      assertInvalidTarget(
          planner.refresh(refreshToken(calendar), "resource", CONTACTS),
          "not part of what was granted");
      assertThat(audience(planner.refresh(two))).containsExactlyInAnyOrder(CALENDAR, CONTACTS);
      assertThat(audience(planner.refresh(two, "resource", CONTACTS))).containsExactly(CONTACTS);
    }
  }
}
