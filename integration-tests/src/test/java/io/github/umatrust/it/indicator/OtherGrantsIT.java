package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.accessToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.errors;
import static io.github.umatrust.it.indicator.IndicatorRealm.newClient;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.roleClients;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On every other way to a token, resource restricts it or is refused; it is never passed over. */
@ExtendWith(Keycloak.class)
class OtherGrantsIT {

  private static final String CLIENT = "every-grant";
  private static final String UNKNOWN = "https://nobody.example.com/";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
    newClient(realm, CLIENT, Map.of());
  }

  @Test
  void passwordGrant(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    Reply reply = password(client, "resource", CALENDAR);

    assertThat(audience(reply)).containsExactly(CALENDAR);
    assertThat(roleClients(reply)).containsExactly("calendar-api");
    assertThat(audience(client.refresh(refreshToken(reply)))).containsExactly(CALENDAR);
    assertInvalidTarget(
        client.refresh(refreshToken(reply), "resource", CONTACTS), "not part of what was granted");
    assertInvalidTarget(password(client, "resource", UNKNOWN), "not known");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/protocol/openid-connect/token/",
        "/protocol/openid-connect/token;x=y",
        "/protocol/openid-connect//token",
        "/protocol/openid-connect/%74oken"
      })
  void anotherSpellingOfTheTokenEndpointIsNoWayRound(String path, TestRealm realm) {
    Reply reply =
        Http.postForm(
            realm.issuer() + path,
            form(
                Map.of(
                    "grant_type", "client_credentials",
                    "scope", "calendar contacts",
                    "resource", CALENDAR)),
            Http.AUTHORIZATION,
            Http.basic(CLIENT, CLIENT + "-secret"));
    if (reply.status() == 200) {
      assertThat(audience(reply)).containsExactly(CALENDAR);
    } else {
      assertThat(reply.text("access_token")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "id_token token", "code token", "code id_token token"})
  void implicitAndHybridFlow(String responseType, TestRealm realm) {
    Map<String, String> answer = frontChannel(realm, responseType, CALENDAR);
    String token = String.valueOf(answer.get("access_token"));

    assertThat(Tokens.audience(token)).containsExactly(CALENDAR);
    assertThat(roleClients(Tokens.claims(token))).containsExactly("calendar-api");
    assertThat(frontChannel(realm, responseType, UNKNOWN))
        .containsEntry("error", "invalid_target")
        .doesNotContainKey("access_token");
  }

  @Test
  void twoImplicitFlowsInOneSessionStayApart(TestRealm realm) {
    Browser alice = realm.browser("alice");
    OAuthClient client = realm.client(CLIENT);
    for (String resource : List.of(CALENDAR, CONTACTS)) {
      String url = implicitUrl(client, "token", "scope", ALL_SCOPES, "resource", resource);
      String token = String.valueOf(alice.openUntil(url, OAuthClient.CALLBACK).get("access_token"));
      assertThat(Tokens.audience(token)).containsExactly(resource);
    }
    String free = implicitUrl(client, "token", "scope", ALL_SCOPES);
    assertThat(
            Tokens.audience(
                String.valueOf(alice.openUntil(free, OAuthClient.CALLBACK).get("access_token"))))
        .contains("calendar-api", "contacts-api");
  }

  @Test
  void aClientCannotExchangeItsRestrictedTokenForMore(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    String restricted = accessToken(password(client, "resource", CALENDAR));

    assertThat(audience(exchange(client, restricted))).containsExactly(CALENDAR);
    assertThat(audience(exchange(client, restricted, "resource", CALENDAR)))
        .containsExactly(CALENDAR);
    assertInvalidTarget(
        exchange(client, restricted, "resource", CONTACTS), "not part of what was granted");
    assertInvalidTarget(
        exchange(client, restricted, "audience", "contacts-api"), "audience cannot be used");

    String restrictedByUrn = accessToken(password(client, "resource", "urn:client:calendar-api"));
    assertThat(audience(exchange(client, restrictedByUrn))).containsExactly("calendar-api");
    assertInvalidTarget(
        exchange(client, restrictedByUrn, "resource", CONTACTS), "not part of what was granted");

    String free = accessToken(password(client));
    assertThat(audience(exchange(client, free, "resource", CONTACTS))).containsExactly(CONTACTS);
    assertThat(audience(exchange(client, free, "resource", CALENDAR, "resource", CONTACTS)))
        .containsExactlyInAnyOrder(CALENDAR, CONTACTS);
    assertInvalidTarget(exchange(client, free, "resource", UNKNOWN), "not known");
    assertInvalidTarget(
        exchange(client, free, "resource", CALENDAR, "audience", "contacts-api"),
        "cannot be used together");
    assertThat(audience(exchange(client, free))).contains("calendar-api", "contacts-api");
  }

  @Test
  void pushedAuthorizationRequest(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    Reply pushed = push(realm, Map.of("resource", CALENDAR));
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(201);
    String url =
        realm.issuer()
            + "/protocol/openid-connect/auth?client_id="
            + CLIENT
            + "&request_uri="
            + Http.encode(pushed.text("request_uri"));
    Map<String, String> answer =
        realm
            .browser("alice")
            .openUntil(url + "&resource=" + Http.encode(CONTACTS), OAuthClient.CALLBACK);
    assertThat(audience(client.code(String.valueOf(answer.get("code"))))).containsExactly(CALENDAR);

    assertInvalidTarget(push(realm, Map.of("resource", UNKNOWN)), "not known");
    assertInvalidTarget(push(realm, Map.of("resource", "/relative")), "not an absolute URI");
    assertInvalidTarget(push(realm, Map.of("resource", CALENDAR + "#f")), "has a fragment");
    assertInvalidTarget(
        push(realm, Map.of("resource", CALENDAR + "a".repeat(4500))), "is longer than");
    assertThat(errors(realm, "PUSHED_AUTHORIZATION_REQUEST_ERROR")).contains("invalid_target");
  }

  @Test
  void aResourceBesideAPushedRequestThatNamesNoneIsKept(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    Reply pushed = push(realm, Map.of());
    String url =
        realm.issuer()
            + "/protocol/openid-connect/auth?client_id="
            + CLIENT
            + "&resource="
            + Http.encode(CALENDAR)
            + "&request_uri="
            + Http.encode(pushed.text("request_uri"));
    Map<String, String> answer = realm.browser("alice").openUntil(url, OAuthClient.CALLBACK);
    assertThat(audience(client.code(String.valueOf(answer.get("code"))))).containsExactly(CALENDAR);
  }

  @Test
  void requestObject(TestRealm realm) {
    OAuthClient client = realm.client(CLIENT);
    Map<String, String> answer =
        client.authorize(realm.browser("alice"), "request", requestObject("\"" + CALENDAR + "\""));
    assertThat(audience(client.code(String.valueOf(answer.get("code"))))).containsExactly(CALENDAR);

    for (String claim :
        List.of(
            "\"" + UNKNOWN + "\"",
            "\"" + CALENDAR + "a".repeat(4500) + "\"",
            "[\"" + CALENDAR + "\"]",
            "null",
            "{}")) {
      assertThat(client.authorize(realm.browser("alice"), "request", requestObject(claim)))
          .as(claim)
          .containsEntry("error", "invalid_target");
      assertThat(push(realm, Map.of("request", requestObject(claim))).text("error"))
          .as(claim)
          .isEqualTo("invalid_target");
    }
    assertInvalidTarget(
        push(realm, Map.of("request", requestObject(""), "resource", CALENDAR)),
        "stands outside of the request object");
  }

  @Test
  void deviceAuthorizationRequestIsRefused(TestRealm realm) {
    String url = realm.issuer() + "/protocol/openid-connect/auth/device";
    Reply refused =
        Http.postForm(
            url,
            Map.of("resource", List.of(CALENDAR)),
            Http.AUTHORIZATION,
            Http.basic(CLIENT, CLIENT + "-secret"));
    assertInvalidTarget(refused, "not supported in this request");
    assertThat(refused.body()).doesNotContain("device_code");
    assertThat(errors(realm, "OAUTH2_DEVICE_AUTH_ERROR")).contains("invalid_target");

    Reply started =
        Http.postForm(url, Map.of(), Http.AUTHORIZATION, Http.basic(CLIENT, CLIENT + "-secret"));
    assertThat(started.text("device_code")).isNotEmpty();
  }

  @Test
  void tokensWithPermissionsAreLeftAlone(TestRealm realm) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "album",
            "secret",
            "album-secret",
            "publicClient",
            false,
            "serviceAccountsEnabled",
            true,
            "authorizationServicesEnabled",
            true,
            "attributes",
            Map.of("resource_url", "https://album.example.com/")));
    String authz = "clients/" + realm.clientUuid("album") + "/authz/resource-server";
    JsonNode photo = realm.adminPost(authz + "/resource", Map.of("name", "photo")).json();
    JsonNode everyGrant =
        realm
            .adminPost(
                authz + "/policy/client",
                Map.of("name", "clients", "clients", List.of(realm.clientUuid(CLIENT))))
            .json();
    realm.adminPost(
        authz + "/permission/resource",
        Map.of(
            "name", "photo for every-grant",
            "resources", List.of(photo.path("_id").asText()),
            "policies", List.of(everyGrant.path("id").asText())));

    OAuthClient client = realm.client(CLIENT);
    String token = accessToken(password(client));
    Reply rpt = permissions(realm, token);
    assertThat(audience(rpt)).containsExactly("album");
    assertThat(Tokens.claims(accessToken(rpt)).at("/authorization/permissions/0/rsname").asText())
        .isEqualTo("photo");

    assertInvalidTarget(permissions(realm, token, "resource", UNKNOWN), "not known");
    assertInvalidTarget(
        permissions(realm, token, "resource", CALENDAR), "is not the resource server");
    assertThat(audience(permissions(realm, token, "resource", "https://album.example.com/")))
        .containsExactly("album");
  }

  private static Reply permissions(TestRealm realm, String token, String... more) {
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/token",
        form(
            Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "album"),
            more),
        Http.AUTHORIZATION,
        Http.bearer(token));
  }

  private static Reply password(OAuthClient client, String... more) {
    return client.token(
        form(
            Map.of(
                "grant_type", "password",
                "username", "alice",
                "password", "alice",
                "scope", ALL_SCOPES),
            more));
  }

  private static Reply exchange(OAuthClient client, String subjectToken, String... more) {
    return client.token(
        form(
            Map.of(
                "grant_type",
                EXCHANGE,
                "subject_token",
                subjectToken,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
                "scope",
                "calendar contacts"),
            more));
  }

  private static Map<String, String> frontChannel(
      TestRealm realm, String responseType, String resource) {
    return realm
        .browser("alice")
        .openUntil(
            implicitUrl(
                realm.client(CLIENT), responseType, "scope", ALL_SCOPES, "resource", resource),
            OAuthClient.CALLBACK);
  }

  private static String implicitUrl(OAuthClient client, String responseType, String... more) {
    return client
            .authorizationUrl(more)
            .replace("response_type=code", "response_type=" + Http.encode(responseType))
        + "&nonce=n-0S6";
  }

  private static Reply push(TestRealm realm, Map<String, String> more) {
    Map<String, String> parameters = new LinkedHashMap<>(more);
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", OAuthClient.CALLBACK);
    return Http.postForm(
        realm.issuer() + "/protocol/openid-connect/ext/par/request",
        form(parameters),
        Http.AUTHORIZATION,
        Http.basic(CLIENT, CLIENT + "-secret"));
  }

  /**
   * An unsigned request object (RFC 9101 §4); {@code resource} is written as it is, empty for none.
   */
  private static String requestObject(String resource) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String claims =
        "{\"client_id\":\""
            + CLIENT
            + "\",\"response_type\":\"code\",\"redirect_uri\":\""
            + OAuthClient.CALLBACK
            + "\""
            + (resource.isEmpty() ? "" : ",\"resource\":" + resource)
            + "}";
    return encoder.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".";
  }

  private static Map<String, List<String>> form(Map<String, String> parameters, String... more) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    parameters.forEach((name, value) -> form.put(name, List.of(value)));
    for (int i = 0; i < more.length; i += 2) {
      List<String> values = new ArrayList<>(form.getOrDefault(more[i], List.of()));
      values.add(more[i + 1]);
      form.put(more[i], values);
    }
    return form;
  }
}
