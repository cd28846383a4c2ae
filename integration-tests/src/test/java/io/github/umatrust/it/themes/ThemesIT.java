package io.github.umatrust.it.themes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Browser;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see: the theme is there, is rendered, is complete, and only where it is chosen. */
@ExtendWith(Keycloak.class)
class ThemesIT {

  private static final String THEME = "uma-trust";
  private static final String STYLESHEET = "css/uma-trust.css";
  private static final Pattern STYLESHEET_LINK =
      Pattern.compile("<link href=\"([^\"]+)\" rel=\"stylesheet\"");
  private static final Pattern ANY_LINK =
      Pattern.compile("<(?:link|script)\\s[^>]*(?:href|src)=\"([^\"]+)\"");
  private static final Pattern CSS_URL = Pattern.compile("url\\(\\s*['\"]?([^'\")]+)");

  private static final String ENGLISH_PROTECTION = "Permission to protect your resources";
  private static final String ENGLISH_AUTHORIZATION = "Permission to ask, in your name, for access";
  private static final String GERMAN_PROTECTION = "Erlaubnis, Ihre Ressourcen";
  private static final String GERMAN_AUTHORIZATION = "Erlaubnis, in Ihrem Namen um Zugang";

  @ParameterizedTest
  @ValueSource(strings = {"login", "admin"})
  void administratorsCanChooseTheTheme(String type, TestRealm realm) {
    Reply info =
        Http.get(realm.baseUrl() + "/admin/serverinfo", Http.AUTHORIZATION, realm.administrator());
    JsonNode themes = info.json().path("themes").path(type);

    assertThat(themes.findValuesAsText("name")).contains(THEME);
    assertThat(localesOf(themes)).contains("en", "de");
  }

  @Test
  void loginPageKeepsKeycloaksStylesAndAddsOurs(TestRealm realm) {
    List<String> stylesheets = all(STYLESHEET_LINK, loginPage(realm, "en"));

    assertThat(stylesheets).last().asString().endsWith("/login/" + THEME + "/" + STYLESHEET);
    assertThat(stylesheets).anyMatch(s -> s.endsWith("/css/styles.css"));
    assertThat(stylesheets).anyMatch(s -> s.endsWith("/patternfly.min.css"));
  }

  @Test
  void stylesheetIsServedWithAllItNames(TestRealm realm) {
    String address = realm.baseUrl() + ourStylesheet(loginPage(realm, "en"));
    Reply stylesheet = Http.get(address);

    assertThat(stylesheet.status()).isEqualTo(200);
    assertThat(stylesheet.header("Content-Type")).hasValueSatisfying(startsWith("text/css"));
    assertThat(stylesheet.body()).contains("--uma-accent").contains(".pf-v5-theme-dark");
    List<String> named = all(CSS_URL, stylesheet.body());
    assertThat(named).contains("../img/mark.svg");
    assertThat(named)
        .allSatisfy(
            name -> {
              URI resolved = URI.create(address).resolve(name);
              assertThat(resolved.toString()).startsWith(realm.baseUrl() + "/resources/");
              assertThat(Http.get(resolved.toString()).status()).isEqualTo(200);
            });
  }

  @Test
  void loginPageLoadsNothingFromElsewhereAndNothingThatIsMissing(TestRealm realm) {
    assertEverythingIsServedHere(realm, loginPage(realm, "en"));
  }

  @Test
  void errorPageHasOurLook(TestRealm realm) {
    Reply page =
        Http.get(
            realm.issuer() + "/protocol/openid-connect/auth?response_type=code&client_id=nobody");

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.body()).contains("kc-error-message").contains(STYLESHEET);
  }

  @ParameterizedTest
  @CsvSource({
    "photo-album, uma_protection, en, " + ENGLISH_PROTECTION,
    "photo-album, uma_protection, de, '" + GERMAN_PROTECTION + "'",
    "print-service, uma_authorization, en, '" + ENGLISH_AUTHORIZATION + "'",
    "print-service, uma_authorization, de, '" + GERMAN_AUTHORIZATION + "'",
  })
  void consentPageSaysWhatTheUmaScopesMean(
      String client, String scope, String language, String text, TestRealm realm) {
    String page = consentPage(realm, client, scope, language);

    assertThat(page).contains("lang=\"" + language + "\"").contains(STYLESHEET).contains(text);
    assertThat(page)
        .contains(
            language.equals("de")
                ? "Ihre Einwilligung gilt, bis Sie sie widerrufen."
                : "Your consent holds until you withdraw it.");
  }

  @Test
  void umaScopesAreExplainedInKeycloaksOwnThemeToo(TestRealm realm) {
    realm.changeRealm(Map.of("loginTheme", "keycloak.v2"));
    try {
      assertThat(consentPage(realm, "photo-album", "uma_protection", "de"))
          .contains(GERMAN_PROTECTION)
          .doesNotContain(STYLESHEET);
    } finally {
      realm.changeRealm(Map.of("loginTheme", THEME));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"themes", "uma-protocol-provider", "resource-indicator-mapper"})
  void everyMessageIsThereInBothLanguages(String module) throws IOException {
    try (JarFile jar = new JarFile(jarOf(module).toFile())) {
      List<String> english =
          jar.stream().map(e -> e.getName()).filter(n -> n.endsWith("_en.properties")).toList();
      assertThat(english).isNotEmpty();
      for (String bundle : english) {
        assertThat(messages(jar, bundle.replace("_en.", "_de.")).stringPropertyNames())
            .as(bundle)
            .isEqualTo(messages(jar, bundle).stringPropertyNames());
      }
    }
  }

  @Test
  void adminConsoleCarriesOurNameAndLogo(TestRealm realm) {
    String console = console(realm);
    String resources = resourceUrl(console);

    assertThat(resources).endsWith("/admin/" + THEME);
    assertThat(console)
        .contains("<title>Keycloak UMA Trust Administration Console</title>")
        .contains("\"logo\": \"/img/logo.svg\"");
    Reply logo = Http.get(realm.baseUrl() + resources + "/img/logo.svg");
    assertThat(logo.status()).isEqualTo(200);
    assertThat(logo.header("Content-Type")).hasValueSatisfying(startsWith("image/svg+xml"));
    assertThat(logo.body()).contains("<title>UMA Trust</title>");
    // The console itself is Keycloak's: script and styles come through our theme from its parent.
    assertThat(all(ANY_LINK, console))
        .contains(resources + "/css/uma-trust-admin.css")
        .anyMatch(s -> s.startsWith(resources + "/assets/main-") && s.endsWith(".js"));
    assertEverythingIsServedHere(realm, console);
  }

  @Test
  void realmWithAnotherThemeShowsNothingOfOurs(TestRealm realm) {
    realm.changeRealm(Map.of("loginTheme", "keycloak.v2", "adminTheme", "keycloak.v2"));
    try {
      assertThat(loginPage(realm, "en")).contains("styles.css").doesNotContain(THEME + "/");
      assertThat(resourceUrl(console(realm))).endsWith("/admin/keycloak.v2");
      assertThat(console(realm)).doesNotContain("UMA Trust Administration");
    } finally {
      realm.changeRealm(Map.of("loginTheme", THEME, "adminTheme", THEME));
    }
    assertThat(loginPage(realm, "en")).contains(THEME + "/" + STYLESHEET);
  }

  private static String loginPage(TestRealm realm, String language) {
    Reply page =
        realm
            .browser("alice")
            .open(realm.client("planner").authorizationUrl("ui_locales", language));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("name=\"password\"");
    return page.body();
  }

  /** A client without consent logs the person in, so that the next one's first page is consent. */
  private static String consentPage(TestRealm realm, String client, String scope, String language) {
    Browser browser = realm.browser("alice");
    realm.client("planner").authorize(browser, "scope", "openid");
    Reply page =
        browser.open(
            realm
                .client(client)
                .authorizationUrl("scope", "openid " + scope, "ui_locales", language));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("name=\"accept\"");
    return page.body();
  }

  private static String console(TestRealm realm) {
    Reply page = Http.get(realm.baseUrl() + "/admin/" + realm.name() + "/console/");
    assertThat(page.status()).isEqualTo(200);
    return page.body();
  }

  private static Path jarOf(String module) {
    return Keycloak.providers().stream()
        .filter(jar -> jar.getFileName().toString().contains(module))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no JAR of " + module + " among the providers"));
  }

  private static Properties messages(JarFile jar, String bundle) throws IOException {
    Properties messages = new Properties();
    try (InputStream stream = jar.getInputStream(jar.getEntry(bundle))) {
      messages.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
    return messages;
  }

  private static String ourStylesheet(String page) {
    return all(STYLESHEET_LINK, page).stream()
        .filter(s -> s.endsWith(STYLESHEET))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the page has no link to " + STYLESHEET));
  }

  private static String resourceUrl(String console) {
    return all(Pattern.compile("\"resourceUrl\": \"([^\"]+)\""), console).get(0);
  }

  private static void assertEverythingIsServedHere(TestRealm realm, String page) {
    assertThat(all(ANY_LINK, page))
        .isNotEmpty()
        .allSatisfy(
            link -> {
              URI resolved = URI.create(realm.baseUrl()).resolve(link);
              assertThat(resolved.toString()).startsWith(realm.baseUrl() + "/");
              assertThat(Http.get(resolved.toString()).status()).as(link).isEqualTo(200);
            });
  }

  private static Stream<String> localesOf(JsonNode themes) {
    for (JsonNode theme : themes) {
      if (theme.path("name").asText().equals(THEME)) {
        return StreamSupport.stream(theme.path("locales").spliterator(), false)
            .map(JsonNode::asText);
      }
    }
    return Stream.empty();
  }

  private static Consumer<String> startsWith(String start) {
    return text -> assertThat(text).startsWith(start);
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(m -> m.group(1)).toList();
  }
}
