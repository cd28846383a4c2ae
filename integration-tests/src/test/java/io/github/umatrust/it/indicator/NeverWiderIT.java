package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.EveryGrant.CLIENT;
import static io.github.umatrust.it.indicator.EveryGrant.form;
import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.TENANT;
import static io.github.umatrust.it.indicator.IndicatorRealm.errors;
import static io.github.umatrust.it.indicator.IndicatorRealm.roleClients;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done with a restricted grant, and whatever is refused on the way. */
@ExtendWith(Keycloak.class)
class NeverWiderIT {

  private static EveryGrant everyGrant;

  @BeforeAll
  static void prepare(TestRealm realm, AuthenticationDevice device) {
    IndicatorRealm.prepare(realm);
    everyGrant = new EveryGrant(realm, device);
  }

  @AfterAll
  static void close() {
    everyGrant.close();
  }

  /**
   * Walks a restricted grant through every operation that gives a token, for several rounds, with
   * every request for more in between.
   */
  @ParameterizedTest
  @EnumSource(
      value = Carrier.class,
      names = {"CODE_GET", "HYBRID_CODE", "PUSHED", "DEVICE", "BACK_CHANNEL", "PASSWORD"})
  void aRestrictedGrantGivesNothingElseWhateverIsDoneWithIt(Carrier carrier) {
    for (String scope : List.of(ALL_SCOPES, ALL_SCOPES + " offline_access")) {
      Outcome granted = carrier.run(everyGrant, scope, List.of(CALENDAR, CONTACTS), List.of());
      List<String> accessTokens = new ArrayList<>(List.of(granted.accessToken()));
      String refreshToken = granted.refreshToken();
      for (int round = 0; round < 2; round++) {
        for (List<String> asked :
            List.of(
                List.<String>of(),
                List.of(CALENDAR),
                List.of(CONTACTS),
                List.of(CONTACTS, CALENDAR))) {
          Outcome refreshed = refresh(refreshToken, asked);
          accessTokens.add(refreshed.accessToken());
          refreshToken = refreshed.refreshToken();
        }
        for (List<String> more :
            List.of(
                List.of(TENANT),
                List.of(CALENDAR, TENANT),
                List.of("urn:client:calendar-api"),
                List.of(EveryGrant.ALBUM))) {
          assertThat(refresh(refreshToken, more).text("error")).isEqualTo("invalid_target");
        }
        // Another scope on the way is still the same grant.
        Outcome narrower =
            Carrier.token(
                everyGrant,
                Map.of(
                    "grant_type", "refresh_token",
                    "refresh_token", refreshToken,
                    "scope", "openid calendar"),
                List.of());
        accessTokens.add(narrower.accessToken());
      }
      for (String accessToken : List.copyOf(accessTokens)) {
        Outcome exchanged =
            Carrier.token(
                everyGrant, Carrier.exchange(accessToken, "calendar contacts"), List.of());
        accessTokens.add(exchanged.accessToken());
        assertThat(
                Carrier.token(
                        everyGrant,
                        Carrier.exchange(accessToken, "calendar contacts"),
                        List.of(TENANT))
                    .text("error"))
            .isEqualTo("invalid_target");
      }
      assertThat(accessTokens)
          .allSatisfy(
              token -> {
                assertThat(Set.of(CALENDAR, CONTACTS)).containsAll(Tokens.audience(token));
                assertThat(Tokens.audience(token)).isNotEmpty();
                assertThat(roleClients(Tokens.claims(token)))
                    .isSubsetOf("calendar-api", "contacts-api");
                JsonNode shown = everyGrant.realm().client("calendar-api").introspect(token).json();
                assertThat(shown.path("active").asBoolean())
                    .isEqualTo(Tokens.audience(token).contains(CALENDAR));
                if (shown.path("active").asBoolean()) {
                  assertThat(shown.path("aud")).isEqualTo(Tokens.claims(token).path("aud"));
                  assertThat(roleClients(shown)).isSubsetOf(roleClients(Tokens.claims(token)));
                }
              });
    }
  }

  @Test
  void twoGrantsOfOneSessionStayApart() {
    Outcome calendar = Carrier.CODE_GET.run(everyGrant, ALL_SCOPES, List.of(CALENDAR), List.of());
    Outcome both =
        Carrier.CODE_GET.run(everyGrant, ALL_SCOPES, List.of(CALENDAR, CONTACTS), List.of());
    Outcome free = Carrier.CODE_GET.run(everyGrant, ALL_SCOPES, List.of(), List.of());

    assertThat(refresh(calendar.refreshToken(), List.of()).audience()).containsExactly(CALENDAR);
    assertThat(refresh(both.refreshToken(), List.of()).audience())
        .containsExactlyInAnyOrder(CALENDAR, CONTACTS);
    assertThat(refresh(free.refreshToken(), List.of()).audience()).contains("contacts-api");
    assertThat(refresh(calendar.refreshToken(), List.of(CONTACTS)).text("error"))
        .isEqualTo("invalid_target");
  }

  @Test
  void aRefusedRequestLeavesTheCodeGood(TestRealm realm) {
    Map<String, String> answer =
        realm
            .client(CLIENT)
            .authorize(everyGrant.alice(), "scope", ALL_SCOPES, "resource", CALENDAR);
    Map<String, String> request =
        Map.of(
            "grant_type",
            "authorization_code",
            "code",
            String.valueOf(answer.get("code")),
            "redirect_uri",
            OAuthClient.CALLBACK);
    assertThat(Carrier.token(everyGrant, request, List.of(CALENDAR, CONTACTS)).text("error"))
        .isEqualTo("invalid_target");
    assertThat(Carrier.token(everyGrant, request, List.of(CALENDAR)).audience())
        .containsExactly(CALENDAR);
  }

  @Test
  void aRefusedRequestLeavesTheDeviceCodeGood(TestRealm realm) {
    Reply started =
        everyGrant.post(
            "auth/device",
            form(Map.of("scope", ALL_SCOPES), "resource", CALENDAR, "resource", CONTACTS));
    everyGrant.approveDevice(started.json());
    Map<String, String> request =
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            started.text("device_code"));
    assertThat(Carrier.token(everyGrant, request, List.of(TENANT)).text("error"))
        .isEqualTo("invalid_target");
    assertThat(errors(realm, "OAUTH2_DEVICE_CODE_TO_TOKEN_ERROR")).contains("invalid_target");
    assertThat(Carrier.token(everyGrant, request, List.of(CONTACTS)).audience())
        .containsExactly(CONTACTS);
  }

  @Test
  void aRefusedRequestLeavesTheBackChannelRequestGood() {
    Reply started =
        everyGrant.post(
            "ext/ciba/auth",
            form(Map.of("scope", ALL_SCOPES, "login_hint", "alice"), "resource", CALENDAR));
    everyGrant.approveOnDevice();
    Map<String, String> request =
        Map.of(
            "grant_type",
            "urn:openid:params:grant-type:ciba",
            "auth_req_id",
            started.text("auth_req_id"));
    assertThat(Carrier.token(everyGrant, request, List.of(CONTACTS)).text("error"))
        .isEqualTo("invalid_target");
    assertThat(Carrier.token(everyGrant, request, List.of()).audience()).containsExactly(CALENDAR);
  }

  @Test
  void aRefusedRequestLeavesTheAssertionGood() {
    Map<String, String> request =
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "assertion",
            everyGrant.assertion(),
            "scope",
            ALL_SCOPES);
    assertThat(
            Carrier.token(everyGrant, request, List.of("https://nobody.example.com/"))
                .text("error"))
        .isEqualTo("invalid_target");
    assertThat(Carrier.token(everyGrant, request, List.of(CALENDAR)).audience())
        .containsExactly(CALENDAR);
  }

  @ParameterizedTest
  @EnumSource(
      value = Carrier.class,
      names = {"CODE_GET", "PUSHED", "DEVICE", "BACK_CHANNEL"})
  void aTokenOfWhichNothingWouldRemainIsRefusedOnEveryGrant(Carrier carrier) {
    // The grant has a scope for contacts alone.
    String scope = carrier == Carrier.BACK_CHANNEL ? "openid contacts" : "contacts";
    Outcome outcome =
        carrier.run(everyGrant, scope, List.of(CALENDAR, CONTACTS), List.of(CALENDAR));
    if (carrier == Carrier.BACK_CHANNEL) {
      // CIBA is never without openid, which is for everyone.
      assertThat(outcome.audience()).containsExactly(CALENDAR);
      assertThat(outcome.scope()).doesNotContain("contacts");
    } else {
      assertThat(outcome.text("error_description"))
          .isEqualTo("none of the requested scopes is understood by the requested resource");
    }
  }

  @Test
  void aPersonIsNotAskedToApproveWhatIsRefused(TestRealm realm, AuthenticationDevice device) {
    Reply refused =
        everyGrant.post(
            "ext/ciba/auth",
            form(
                Map.of("scope", ALL_SCOPES, "login_hint", "alice"),
                "resource",
                "https://nobody.example.com/"));
    assertInvalidTarget(refused, "not known");
    assertThat(device.waiting()).isZero();
    assertThat(errors(realm, "LOGIN_ERROR")).contains("invalid_target");
  }

  @Test
  void aDeviceCodeFromBeforeTheRestrictionGivesNoToken(TestRealm realm) {
    everyGrant.addClient("restricted-later", null);
    OAuthClient client = realm.client("restricted-later");
    Reply started =
        Http.postForm(
            everyGrant.endpoint("auth/device"),
            form(Map.of("scope", ALL_SCOPES)),
            Http.AUTHORIZATION,
            Http.basic("restricted-later", "restricted-later-secret"));
    everyGrant.approveDevice(started.json());
    realm.adminPost(
        "clients/" + realm.clientUuid("restricted-later") + "/protocol-mappers/models",
        IndicatorRealm.mapper(Map.of()));
    assertInvalidTarget(
        client.token(
            form(
                Map.of(
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:device_code",
                    "device_code",
                    started.text("device_code")))),
        "begin it again");
  }

  @Test
  void tokensWithPermissionsAreForTheirResourceServerAloneAlsoWhenRefreshed(TestRealm realm) {
    Outcome restricted = Carrier.token(everyGrant, Carrier.password(ALL_SCOPES), List.of(CALENDAR));
    for (Outcome token :
        List.of(restricted, Carrier.token(everyGrant, Carrier.password(ALL_SCOPES), List.of()))) {
      Reply rpt = everyGrant.permissions(token.accessToken());
      assertThat(Tokens.audience(rpt.text("access_token"))).containsExactly("album");
      assertThat(
              Tokens.claims(rpt.text("access_token"))
                  .at("/authorization/permissions/0/rsname")
                  .asText())
          .isEqualTo("photo");
      assertThat(roleClients(Tokens.claims(rpt.text("access_token")))).isSubsetOf("album");

      String refreshToken = rpt.text("refresh_token");
      for (int i = 0; i < 2; i++) {
        for (String other : List.of(CALENDAR, "https://nobody.example.com/")) {
          assertThat(refresh(refreshToken, List.of(other)).text("error"))
              .isEqualTo("invalid_target");
        }
        Outcome refreshed = refresh(refreshToken, i == 0 ? List.of() : List.of(EveryGrant.ALBUM));
        assertThat(refreshed.audience()).containsExactly("album");
        assertThat(refreshed.roleClients()).isSubsetOf("album");
        assertThat(
                Tokens.claims(refreshed.accessToken())
                    .at("/authorization/permissions/0/rsname")
                    .asText())
            .isEqualTo("photo");
        refreshToken = refreshed.refreshToken();
      }
    }
    String token = restricted.accessToken();
    assertInvalidTarget(
        everyGrant.permissions(token, "resource", "https://nobody.example.com/"), "not known");
    assertInvalidTarget(
        everyGrant.permissions(token, "resource", CALENDAR), "is not the resource server");
    assertInvalidTarget(
        everyGrant.permissions(token, "resource", EveryGrant.ALBUM, "resource", CALENDAR),
        "is not the resource server");
    assertThat(
            Tokens.audience(
                everyGrant.permissions(token, "resource", EveryGrant.ALBUM).text("access_token")))
        .containsExactly("album");
  }

  @Test
  void aResourceServerExchangesATokenWhoseAudienceIsItsUri(TestRealm realm) {
    ObjectNode api = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid("calendar-api"));
    api.put("bearerOnly", false).put("publicClient", false).put("fullScopeAllowed", true);
    api.withObjectProperty("attributes").put("standard.token.exchange.enabled", "true");
    realm.adminPut("clients/" + realm.clientUuid("calendar-api"), api);
    realm.grantOptionalScope("calendar-api", "contacts");
    realm.adminPost(
        "clients/" + realm.clientUuid("calendar-api") + "/protocol-mappers/models",
        IndicatorRealm.mapper(Map.of()));
    OAuthClient calendarApi = realm.client("calendar-api");
    String token =
        Carrier.token(everyGrant, Carrier.password(ALL_SCOPES), List.of(CALENDAR)).accessToken();

    Reply exchanged =
        calendarApi.token(form(Carrier.exchange(token, "contacts"), "resource", CONTACTS));
    assertThat(Tokens.audience(exchanged.text("access_token")))
        .as(exchanged.body())
        .containsExactly(CONTACTS);
    assertThat(Tokens.claims(exchanged.text("access_token")).path("azp").asText())
        .isEqualTo("calendar-api");

    // A token for somebody else is not its to exchange.
    String forContacts =
        Carrier.token(everyGrant, Carrier.password(ALL_SCOPES), List.of(CONTACTS)).accessToken();
    assertThat(calendarApi.token(form(Carrier.exchange(forContacts, "contacts"))).text("error"))
        .isEqualTo("access_denied");
  }

  private static Outcome refresh(String refreshToken, List<String> resources) {
    return Carrier.refresh(everyGrant, refreshToken, resources);
  }
}
