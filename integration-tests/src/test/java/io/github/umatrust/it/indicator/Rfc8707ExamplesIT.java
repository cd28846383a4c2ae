package io.github.umatrust.it.indicator;

import static io.github.umatrust.it.indicator.IndicatorRealm.ALL_SCOPES;
import static io.github.umatrust.it.indicator.IndicatorRealm.CALENDAR;
import static io.github.umatrust.it.indicator.IndicatorRealm.CONTACTS;
import static io.github.umatrust.it.indicator.IndicatorRealm.audience;
import static io.github.umatrust.it.indicator.IndicatorRealm.refreshToken;
import static io.github.umatrust.it.indicator.IndicatorRealm.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.oauth.Tokens;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of RFC 8707, with the resources of the test realm in the place of its own. */
@ExtendWith(Keycloak.class)
class Rfc8707ExamplesIT {

  @BeforeAll
  static void prepare(TestRealm realm) {
    IndicatorRealm.prepare(realm);
    IndicatorRealm.newClient(realm, "s6BhdRkqt3", Map.of());
  }

  /** RFC 8707 §2.1, figure 1: an authorization request for a token of the implicit flow. */
  @Test
  void section21ImplicitRequestNamesOneResource(TestRealm realm) {
    OAuthClient client = realm.client("s6BhdRkqt3");
    String url =
        client
                .authorizationUrl("scope", ALL_SCOPES, "resource", CALENDAR)
                .replace("response_type=code", "response_type=token")
            + "&nonce=n";
    Map<String, String> answer = realm.browser("alice").openUntil(url, OAuthClient.CALLBACK);
    assertThat(Tokens.audience(String.valueOf(answer.get("access_token"))))
        .containsExactly(CALENDAR);
  }

  /** RFC 8707 §2.1, figure 2, and the token requests of §2.2, figures 3 to 6. */
  @Test
  void section22OneGrantForTwoResourcesAndATokenForEach(TestRealm realm) {
    OAuthClient client = realm.client("s6BhdRkqt3");
    Map<String, String> answer =
        client.authorize(
            realm.browser("alice"),
            "scope",
            ALL_SCOPES,
            "resource",
            CALENDAR,
            "resource",
            CONTACTS);

    Reply calendar = client.code(String.valueOf(answer.get("code")), "resource", CALENDAR);
    assertThat(audience(calendar)).containsExactly(CALENDAR);
    assertThat(scope(calendar)).contains("calendar").doesNotContain("contacts");
    assertThat(calendar.text("scope")).contains("calendar").doesNotContain("contacts");

    Reply contacts = client.refresh(refreshToken(calendar), "resource", CONTACTS);
    assertThat(audience(contacts)).containsExactly(CONTACTS);
    assertThat(scope(contacts)).contains("contacts").doesNotContain("calendar");
    assertThat(contacts.text("scope")).contains("contacts").doesNotContain("calendar");

    // And back again: what was narrowed is the token, not the grant.
    assertThat(audience(client.refresh(refreshToken(contacts), "resource", CALENDAR)))
        .containsExactly(CALENDAR);
  }
}
