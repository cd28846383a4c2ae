package io.github.umatrust.indicator.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.forms.login.freemarker.model.OAuthGrantBean;
import org.keycloak.forms.login.freemarker.model.OAuthGrantBean.ClientScopeEntry;
import org.keycloak.rar.AuthorizationDetails;

class ResourceTextTest {

  private static final String URI = "https://api.example.com/";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "Calendar API, Access to Calendar API (https://api.example.com/)",
        ", Access to the-api (https://api.example.com/)",
        "\" \", Access to the-api (https://api.example.com/)",
        "${client_calendar}, Access to Alice's calendar (https://api.example.com/)",
        "${unknown}, Access to unknown (https://api.example.com/)",
        "${unknown{}, Access to unknown{ (https://api.example.com/)",
        "${broken}, Access to broken { (https://api.example.com/)",
        "a ${client_calendar} b, Access to a ${client_calendar} b (https://api.example.com/)",
        "{0} {1} {2, Access to {0} {1} {2 (https://api.example.com/)",
        "it's '{0}', Access to it's '{0}' (https://api.example.com/)",
        "<b>&amp;</b>, Access to <b>&amp;</b> (https://api.example.com/)",
      })
  void namesTheResourceByTheNameOfItsClient(@Nullable String name, String expected) {
    Properties messages = new Properties();
    messages.setProperty(ResourceText.MESSAGE, "Access to {0} ({1})");
    messages.setProperty("client_calendar", "Alice''s calendar");
    messages.setProperty("broken", "broken {");

    assertThat(new ResourceText(messages, Locale.ENGLISH).of(name, "the-api", URI))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "{0}, ' ${a{b}'",
    "'{1} {0}', 'https://api.example.com/ ${a{b}'",
    "{0} {, '${a{b} (https://api.example.com/)'",
    "'Hier: {1}', 'Hier: https://api.example.com/'"
  })
  void whateverARealmMakesOfTheMessageNothingIsTakenForAKey(String pattern, String expected) {
    Properties messages = new Properties();
    messages.setProperty(ResourceText.MESSAGE, pattern);
    // The message of this name is again something like a key.
    messages.setProperty("x", "$'{'a'{'b'}'");

    String text = new ResourceText(messages, Locale.GERMAN).of("${x}", "the-api", URI);

    assertThat(text.strip()).isEqualTo(expected.strip());
    assertThat(text.startsWith("${") && text.endsWith("}")).isFalse();
  }

  @Test
  void withoutAnyMessageTheNameAndTheUriAreShown() {
    assertThat(new ResourceText(new Properties(), Locale.ROOT).of("Calendar", "the-api", URI))
        .isEqualTo("Calendar (https://api.example.com/)");
  }

  @Test
  void keycloaksConsentPageTakesMoreEntriesAfterTheScopes() {
    OAuthGrantBean page = new OAuthGrantBean("code", null, List.of());
    ClientScopeEntry entry = new ClientScopeEntry("text", null, new AuthorizationDetails(null));
    page.getClientScopesRequested().add(entry);

    assertThat(page.getClientScopesRequested()).containsExactly(entry);
    assertThat(entry.getParameterizedScopeParameter()).isNull();
  }
}
