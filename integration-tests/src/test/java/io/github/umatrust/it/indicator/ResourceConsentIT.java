package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.newClient;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is asked where a client requires consent and names resources. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class ResourceConsentIT {

  private static final String THEME = "uma-trust";
  private static final String PROFILE = "User profile";
  private static final String CALENDAR_SCOPE = "Read and change your calendar";

  /** The entries of the consent page, in every theme of Keycloak's. */
  private static final Pattern ENTRY =
      Pattern.compile("<li>\\s*<span>(.*?)</span>\\s*</li>", Pattern.DOTALL);

  private static final Pattern WHITESPACE = Pattern.compile("\\s+");

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
    consenting(realm, "agent", Map.of());
    consenting(realm, "unrestricted", null);
  }

  @ParameterizedTest
  @CsvSource({
    "uma-trust, en, Access to Calendar API (https://calendar.example.com/)",
    "uma-trust, de, Zugriff auf Calendar API (https://calendar.example.com/)",
    "keycloak.v2, en, Access to Calendar API (https://calendar.example.com/)",
    "keycloak.v2, de, Zugriff auf Calendar API (https://calendar.example.com/)",
    "keycloak, en, Access to Calendar API (https://calendar.example.com/)",
    // A language this project has no text in.
    "keycloak.v2, fr, Access to Calendar API (https://calendar.example.com/)"
  })
  void everyThemeNamesTheResourceAfterTheScopes(
      String theme, String language, String text, TestRealm realm) {
    realm.changeRealm(Map.of("loginTheme", theme, "supportedLocales", List.of("en", "de", "fr")));
    try {
      List<String> without = entries(page(realm, "agent", "ui_locales", language));
      List<String> with =
          entries(page(realm, "agent", "ui_locales", language, "resource", CALENDAR));

      assertThat(without).contains(CALENDAR_SCOPE);
      assertThat(with).last().isEqualTo(text);
      assertThat(with.subList(0, with.size() - 1)).containsExactlyInAnyOrderElementsOf(without);
    } finally {
      realm.changeRealm(Map.of("loginTheme", THEME));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTPS://Calendar.example.com:443, Access to Calendar API (https://calendar.example.com/)",
    "urn:client:calendar-api, Access to Calendar API (urn:client:calendar-api)"
  })
  void theResourceIsShownAsItIsRegistered(String sent, String shown, TestRealm realm) {
    String page = page(realm, "agent", "resource", sent);
    assertThat(entries(page)).last().isEqualTo(shown);
    assertThat(page).doesNotContain(":443");
  }

  @ParameterizedTest
  @CsvSource({
    "<img src=x onerror=alert(1)>, &lt;img src=x onerror=alert(1)&gt;",
    "${client_account}, Account",
    "${no.such.message}, no.such.message",
    "${no {message}, no {message",
    "a ${client_account} {0}, a ${client_account} {0}",
    "'', named"
  })
  void theNameOfAnApiIsTextAndNoMore(String name, String shown, TestRealm realm) {
    String uri = "https://named.example.com/";
    if (realm.clientUuid("named").isEmpty()) {
      realm.adminPost(
          "clients", Map.of("clientId", "named", "attributes", Map.of("resource_url", uri)));
    }
    ObjectNode api = (ObjectNode) realm.adminGet("clients/" + realm.clientUuid("named"));
    realm.adminPut("clients/" + realm.clientUuid("named"), api.put("name", name));

    assertThat(entries(page(realm, "agent", "resource", uri)))
        .last()
        .isEqualTo("Access to " + shown + " (" + uri + ")");
  }

  @Test
  void aClientWithoutTheMapperIsAskedForAsEver(TestRealm realm) {
    assertThat(entries(page(realm, "unrestricted", "resource", CALENDAR)))
        .containsExactlyInAnyOrderElementsOf(entries(page(realm, "unrestricted")))
        .contains(PROFILE, CALENDAR_SCOPE);
  }

  @Test
  void everyResourceIsNamed(TestRealm realm) {
    assertThat(entries(page(realm, "agent", "resource", CALENDAR, "resource", CONTACTS)))
        .endsWith(
            "Access to Calendar API (https://calendar.example.com/)",
            "Access to Contacts API (https://contacts.example.com/)");
  }

  @Test
  void theDefaultResourceIsNamedWhereItApplies(TestRealm realm) {
    consenting(realm, "with-default", Map.of("default.resource", CONTACTS));
    assertThat(entries(page(realm, "with-default")))
        .last()
        .isEqualTo("Access to Contacts API (https://contacts.example.com/)");
  }

  @Test
  void theDevicePageNamesTheResourcesOfTheDevice(TestRealm realm) {
    Reply started =
        Http.postForm(
            realm.issuer() + "/protocol/openid-connect/auth/device",
            Map.of("scope", List.of("openid calendar"), "resource", List.of(CALENDAR)),
            Http.AUTHORIZATION,
            Http.basic("agent", "agent-secret"));
    assertThat(entries(loggedIn(realm).open(started.text("verification_uri_complete")).body()))
        .last()
        .isEqualTo("Access to Calendar API (https://calendar.example.com/)");
  }

  @Test
  void anUnknownResourceIsRefusedBeforeAnyoneIsAsked(TestRealm realm) {
    assertThat(
            realm
                .client("agent")
                .authorize(realm.browser("alice"), "resource", "https://unknown.example.com/"))
        .containsEntry("error", "invalid_target");
  }

  @Test
  void whoConsentsGrantsTheTokenForTheResource(TestRealm realm) {
    OAuthClient client = consenting(realm, "granted", Map.of());
    Reply reply =
        client.codeGrant(
            realm.browser("alice"), "scope", "openid calendar contacts", "resource", CALENDAR);
    assertThat(audience(reply)).containsExactly(CALENDAR);
  }

  @Test
  void theConsentPageOfASamlClientIsAsEver(TestRealm realm) {
    realm.adminPost(
        "clients",
        Map.of(
            "clientId",
            "saml-app",
            "protocol",
            "saml",
            "consentRequired",
            true,
            "redirectUris",
            List.of("https://saml.example.com/*"),
            "attributes",
            Map.of(
                "saml_idp_initiated_sso_url_name",
                "saml-app",
                "saml_assertion_consumer_url_post",
                "https://saml.example.com/acs")));
    Browser browser = loggedIn(realm);
    String page =
        browser
            .open(realm.issuer() + "/protocol/saml/clients/saml-app?resource=" + CALENDAR)
            .body();
    assertThat(entries(page)).contains("My Roles").noneMatch(e -> e.contains(CALENDAR));
  }

  private static OAuthClient consenting(
      TestRealm realm, String clientId, @Nullable Map<String, String> mapper) {
    OAuthClient client = newClient(realm, clientId, mapper);
    String path = "clients/" + realm.clientUuid(clientId);
    realm.adminPut(path, ((ObjectNode) realm.adminGet(path)).put("consentRequired", true));
    return client;
  }

  private static String page(TestRealm realm, String client, String... parameters) {
    String url = realm.client(client).authorizationUrl(parameters) + "&scope=openid+calendar";
    Reply page = loggedIn(realm).open(url);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("name=\"accept\"");
    return page.body();
  }

  /** A client without consent logs the person in, so that the next page is the consent page. */
  private static Browser loggedIn(TestRealm realm) {
    Browser browser = realm.browser("alice");
    realm.client("planner").authorize(browser, "scope", "openid");
    return browser;
  }

  private static List<String> entries(String page) {
    return ENTRY
        .matcher(page)
        .results()
        .map(m -> WHITESPACE.matcher(m.group(1)).replaceAll(" ").strip())
        .toList();
  }
}
