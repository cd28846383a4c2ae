package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.EveryGrant.CLIENT;
import static io.github.umatrust.it.indicator.EveryGrant.SECRET;
import static io.github.umatrust.it.indicator.EveryGrant.form;
import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.TENANT;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.ResourceIndicatorIT.assertInvalidTarget;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.AuthenticationDevice;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How requests with {@code resource} may be written, and what stays as Keycloak has it. */
@ExtendWith(Keycloak.class)
class RequestCarriageIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLAIN = "a-client-without-the-mapper-at-all";

  private static EveryGrant everyGrant;

  @BeforeAll
  static void prepare(TestRealm realm, AuthenticationDevice device) {
    IndicatorRealm.prepare(realm);
    everyGrant = new EveryGrant(realm, device);
    everyGrant.addClient(PLAIN, null);
  }

  @AfterAll
  static void close() {
    everyGrant.close();
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
    for (String[] resources :
        new String[][] {{"resource", CALENDAR}, {"resource", CALENDAR, "resource", CALENDAR}}) {
      Reply reply =
          Http.postForm(
              realm.issuer() + path,
              form(
                  Map.of("grant_type", "client_credentials", "scope", "calendar contacts"),
                  resources),
              Http.AUTHORIZATION,
              Http.basic(CLIENT, SECRET));
      if (reply.status() == 200) {
        assertThat(audience(reply)).containsExactly(CALENDAR);
      } else {
        assertThat(reply.text("access_token")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/device", "/device/", "/protocol/openid-connect/auth/device/"})
  void anotherAddressOfTheDeviceEndpointIsNoWayRound(String path, TestRealm realm) {
    for (String resource : List.of(CALENDAR, "https://nobody.example.com/")) {
      Reply started =
          Http.postForm(
              realm.issuer() + path,
              form(Map.of("scope", ALL_SCOPES), "resource", resource),
              Http.AUTHORIZATION,
              Http.basic(CLIENT, SECRET));
      if (started.text("device_code").isEmpty()) {
        continue;
      }
      assertThat(resource).isEqualTo(CALENDAR);
      everyGrant.approveDevice(started.json());
      Outcome outcome =
          Carrier.token(
              everyGrant,
              Map.of(
                  "grant_type",
                  "urn:ietf:params:oauth:grant-type:device_code",
                  "device_code",
                  started.text("device_code")),
              List.of());
      assertThat(outcome.audience()).containsExactly(CALENDAR);
    }
  }

  @Test
  void aClientMayAuthenticateInItsOwnWay(TestRealm realm) {
    Map<String, String> request =
        Map.of("grant_type", "client_credentials", "scope", "calendar contacts");
    Map<String, List<String>> inTheBody = form(request, "resource", CALENDAR, "resource", CONTACTS);
    inTheBody.put("client_id", List.of(CLIENT));
    inTheBody.put("client_secret", List.of(SECRET));
    assertThat(audience(Http.postForm(everyGrant.endpoint("token"), inTheBody)))
        .containsExactlyInAnyOrder(CALENDAR, CONTACTS);

    String signer = "a-client-that-signs-assertions";
    everyGrant.addClient(signer, Map.of());
    ObjectNode client = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid(signer));
    client.put("clientAuthenticatorType", "client-jwt");
    realm.adminPut("clients/" + realm.clientUuid(signer), client);
    ObjectNode assertion = JSON.createObjectNode();
    assertion.put("iss", signer).put("sub", signer).put("aud", realm.issuer());
    assertion.put("jti", UUID.randomUUID().toString());
    assertion.put("exp", Instant.now().plusSeconds(60).getEpochSecond());
    Map<String, List<String>> signed = form(request, "resource", CALENDAR, "resource", CONTACTS);
    signed.put(
        "client_assertion_type", List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    signed.put(
        "client_assertion", List.of(everyGrant.requestObjects().signed("RS256", "", assertion)));
    assertThat(audience(Http.postForm(everyGrant.endpoint("token"), signed)))
        .containsExactlyInAnyOrder(CALENDAR, CONTACTS);
  }

  @Test
  void aBrokenAuthorizationHeaderIsAnErrorOfTheClient() {
    for (String header : List.of("Basic JSUlOiUl", "Basic ***", "Basic ", "Basic", "Bearer x")) {
      Reply reply =
          Http.postForm(
              everyGrant.endpoint("token"),
              form(
                  Map.of("grant_type", "client_credentials"),
                  "resource",
                  CALENDAR,
                  "resource",
                  CONTACTS),
              Http.AUTHORIZATION,
              header);
      assertThat(reply.text("access_token")).isEmpty();
      // What Keycloak answers to the same header with a single resource, and no more than that.
      Reply single =
          Http.postForm(
              everyGrant.endpoint("token"),
              form(Map.of("grant_type", "client_credentials"), "resource", CALENDAR),
              Http.AUTHORIZATION,
              header);
      assertThat(reply.status()).as(header).isEqualTo(single.status());
    }
  }

  @ParameterizedTest
  @CsvSource({"code, query", "token, fragment", "code token, fragment"})
  void aRefusalComesInTheResponseModeOfTheRequest(String responseType, String mode) {
    Map<String, List<String>> request = authorization(CLIENT, responseType, TENANT + "#f");
    Reply reply = Http.get(everyGrant.endpoint("auth") + "?" + Http.form(request));
    String location = reply.header("Location").orElse("");
    assertThat(location).startsWith(OAuthClient.CALLBACK + (mode.equals("query") ? "?" : "#"));
    assertThat(location).contains("error=invalid_target", "state=xyz", "iss=");
  }

  @Test
  void aRefusalComesAsAFormOrAsASignedResponseWhereAskedFor(TestRealm realm) {
    Map<String, List<String>> request = authorization(CLIENT, "code", "/relative");
    request.put("response_mode", List.of("form_post"));
    Reply page = Http.get(everyGrant.endpoint("auth") + "?" + Http.form(request));
    assertThat(page.body().replaceAll("\\s+", " "))
        .containsIgnoringCase("name=\"error\" value=\"invalid_target\"")
        .containsIgnoringCase("name=\"state\" value=\"xyz\"");

    request.put("response_mode", List.of("query.jwt"));
    String location =
        Http.get(everyGrant.endpoint("auth") + "?" + Http.form(request))
            .header("Location")
            .orElse("");
    String response = location.substring(location.indexOf("response=") + 9);
    assertThat(Tokens.claims(response).path("error").asText()).isEqualTo("invalid_target");
    assertThat(Tokens.claims(response).path("state").asText()).isEqualTo("xyz");
    assertThat(Tokens.claims(response).path("iss").asText()).isEqualTo(realm.issuer());
  }

  @Test
  void anUnprovenRedirectUriGetsNoRedirect() {
    Map<String, List<String>> request = authorization(CLIENT, "code", "/relative");
    request.put("redirect_uri", List.of("https://evil.example.com/"));
    Reply reply = Http.get(everyGrant.endpoint("auth") + "?" + Http.form(request));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.header("Location")).isEmpty();
  }

  @Test
  void everyOtherParameterMayStillComeOnlyOnce() {
    for (String parameter : List.of("scope", "state", "nonce", "prompt")) {
      Map<String, List<String>> request = authorization(CLIENT, "code", CALENDAR, CONTACTS);
      request.put(parameter, List.of("openid", "openid"));
      assertThat(everyGrant.authorize(request))
          .as(parameter)
          .containsEntry("error", "invalid_request")
          .containsEntry("error_description", "duplicated parameter");
      assertThat(everyGrant.post("ext/par/request", request).text("error"))
          .as(parameter)
          .isEqualTo("invalid_request");
    }
    Map<String, List<String>> token =
        form(
            Map.of("grant_type", "client_credentials"),
            "resource",
            CALENDAR,
            "resource",
            CONTACTS,
            "scope",
            "calendar",
            "scope",
            "contacts");
    Reply reply = everyGrant.post("token", token);
    assertThat(reply.text("error")).isEqualTo("invalid_request");
    assertThat(reply.text("error_description")).isEqualTo("duplicated parameter");
  }

  /** Without the mapper: what Keycloak itself does, down to its refusals. */
  @Test
  void aClientWithoutTheMapperGetsWhatItAlwaysGot(TestRealm realm) {
    Map<String, List<String>> two = authorization(PLAIN, "code", CALENDAR, CONTACTS);
    assertThat(everyGrant.authorize(two))
        .containsEntry("error", "invalid_request")
        .containsEntry("error_description", "duplicated parameter");
    assertThat(everyGrant.authorize(authorization(PLAIN, "code", TENANT)))
        .containsEntry("error", "invalid_target")
        .containsEntry(
            "error_description",
            "The requested resource is invalid, missing, unknown, or malformed.");
    Reply token = realm.client(PLAIN).clientCredentials("resource", CALENDAR, "resource", CONTACTS);
    assertThat(token.text("error_description")).isEqualTo("duplicated parameter");
    Reply device =
        Http.postForm(
            everyGrant.endpoint("auth/device"),
            form(Map.of(), "resource", CALENDAR, "resource", CONTACTS),
            Http.AUTHORIZATION,
            Http.basic(PLAIN, PLAIN + "-secret"));
    assertThat(device.text("error_description")).isEqualTo("duplicated parameter");
    for (String resource : List.of(CALENDAR, "https://nobody.example.com/")) {
      assertThat(realm.client(PLAIN).clientCredentials("resource", resource).status())
          .isEqualTo(200);
      Reply started =
          Http.postForm(
              everyGrant.endpoint("auth/device"),
              form(Map.of("scope", ALL_SCOPES), "resource", resource),
              Http.AUTHORIZATION,
              Http.basic(PLAIN, PLAIN + "-secret"));
      everyGrant.approveDevice(started.json());
      Reply tokens =
          realm
              .client(PLAIN)
              .token(
                  form(
                      Map.of(
                          "grant_type",
                          "urn:ietf:params:oauth:grant-type:device_code",
                          "device_code",
                          started.text("device_code"))));
      assertThat(audience(tokens)).contains("calendar-api", "contacts-api");
    }
  }

  /** Naming another client beside one's own credentials changes nothing for oneself. */
  @Test
  void anotherClientsNameDoesNotLendItsRestrictionOrItsFreedom() {
    Map<String, List<String>> request =
        form(
            Map.of("grant_type", "client_credentials", "scope", "calendar contacts"),
            "resource",
            CALENDAR,
            "resource",
            CALENDAR);
    request.put("client_id", List.of(PLAIN));
    Reply reply = everyGrant.post("token", request);
    if (reply.status() == 200) {
      assertThat(audience(reply)).containsExactly(CALENDAR);
    } else {
      assertThat(reply.text("access_token")).isEmpty();
    }
  }

  @Test
  void twoFlowsInOneBrowserStayApart() {
    Browser alice = everyGrant.realm().browser("alice");
    for (List<String> resources : List.of(List.of(CALENDAR), List.of(CONTACTS, CALENDAR))) {
      Map<String, String> answer =
          everyGrant.authorize(
              alice, authorization(CLIENT, "token", resources.toArray(String[]::new)));
      assertThat(Tokens.audience(String.valueOf(answer.get("access_token"))))
          .containsExactlyInAnyOrderElementsOf(resources);
    }
    Map<String, String> free = everyGrant.authorize(alice, authorization(CLIENT, "token"));
    assertThat(Tokens.audience(String.valueOf(free.get("access_token"))))
        .contains("calendar-api", "contacts-api");
  }

  @Test
  void whatWasPushedWinsOverTheAddress() {
    Map<String, List<String>> pushed = authorization(CLIENT, "code", CALENDAR);
    Reply reply = everyGrant.post("ext/par/request", pushed);
    assertThat(code(reply.text("request_uri"), CONTACTS).audience()).containsExactly(CALENDAR);
    // And what stands beside a pushed request that names none is kept.
    Reply none = everyGrant.post("ext/par/request", authorization(CLIENT, "code"));
    assertThat(code(none.text("request_uri"), CALENDAR).audience()).containsExactly(CALENDAR);
    assertThat(code(pushedWithoutResource(), CALENDAR, CONTACTS).audience())
        .containsExactlyInAnyOrder(CALENDAR, CONTACTS);
  }

  @Test
  void aResourceBesideAPushedRequestObjectIsRefused() {
    String object =
        everyGrant
            .requestObjects()
            .signed(
                "RS256",
                SECRET,
                RequestObjects.claims(everyGrant.realm(), CLIENT, ALL_SCOPES, null));
    assertInvalidTarget(
        everyGrant.post(
            "ext/par/request",
            form(Map.of("client_id", CLIENT, "request", object), "resource", CALENDAR)),
        "stands outside of the request object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "42", "[\"https://calendar.example.com/\",42]"})
  void aClaimThatIsNoResourceIsRefusedAndNotPassedOver(String claim) throws Exception {
    String object =
        RequestObjects.unsigned(
            RequestObjects.claims(everyGrant.realm(), CLIENT, ALL_SCOPES, JSON.readTree(claim)));
    assertThat(
            everyGrant.authorize(
                form(
                    Map.of(
                        "client_id",
                        CLIENT,
                        "response_type",
                        "code",
                        "scope",
                        "openid",
                        "request",
                        object))))
        .containsEntry("error", "invalid_target");
    assertThat(
            everyGrant
                .post("ext/par/request", form(Map.of("client_id", CLIENT, "request", object)))
                .text("error"))
        .isEqualTo("invalid_target");
  }

  @Test
  void aRequestObjectWithABadSignatureIsNoRequest() {
    String object =
        everyGrant
            .requestObjects()
            .signed(
                "HS256",
                "another secret that is long enough for the algorithm",
                RequestObjects.claims(
                    everyGrant.realm(), CLIENT, ALL_SCOPES, JSON.valueToTree(List.of(CALENDAR))));
    Reply reply =
        Http.get(
            everyGrant.endpoint("auth")
                + "?"
                + Http.form(
                    form(
                        Map.of(
                            "client_id",
                            CLIENT,
                            "response_type",
                            "code",
                            "scope",
                            "openid",
                            "request",
                            object))));
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void anExchangeSaysItsAudienceInOneWayOnly() {
    String token = Carrier.token(everyGrant, Carrier.password(ALL_SCOPES), List.of()).accessToken();
    assertInvalidTarget(
        everyGrant.post(
            "token",
            form(
                Carrier.exchange(token, "calendar contacts"),
                "resource",
                CALENDAR,
                "audience",
                "contacts-api")),
        "resource and audience cannot be used together");
    String restricted =
        Carrier.token(everyGrant, Carrier.password(ALL_SCOPES), List.of(CALENDAR)).accessToken();
    assertInvalidTarget(
        everyGrant.post(
            "token",
            form(Carrier.exchange(restricted, "calendar contacts"), "audience", "contacts-api")),
        "audience cannot be used where resources are granted");
    // Without resource, audience is Keycloak's own.
    Reply plain =
        everyGrant.post(
            "token",
            form(Carrier.exchange(token, "calendar contacts"), "audience", "contacts-api"));
    assertThat(audience(plain)).containsExactly("contacts-api");
  }

  private static String pushedWithoutResource() {
    return everyGrant.post("ext/par/request", authorization(CLIENT, "code")).text("request_uri");
  }

  private static Outcome code(String requestUri, String... beside) {
    Map<String, List<String>> request =
        form(Map.of("client_id", CLIENT, "request_uri", requestUri));
    request.put("resource", List.of(beside));
    return Carrier.code(everyGrant, everyGrant.authorize(request), List.of());
  }

  private static Map<String, List<String>> authorization(
      String client, String responseType, String... resources) {
    return Carrier.authorization(client, responseType, ALL_SCOPES, List.of(resources));
  }
}
