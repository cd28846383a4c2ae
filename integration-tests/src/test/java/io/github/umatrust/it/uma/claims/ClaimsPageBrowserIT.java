package io.github.umatrust.it.uma.claims;

import static io.github.umatrust.it.uma.claims.ClaimsStory.both;
import static io.github.umatrust.it.uma.claims.ClaimsStory.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.LocalServer;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a real browser: by keyboard, on a small screen, without scripts, in German. Skipped
 * where no Chromium is installed. Pictures are left in {@code target/screenshots}.
 */
@ExtendWith(Keycloak.class)
@Tag("thorough")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimsPageBrowserIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /** Nobody needs more steps from the top of the page to its last button. */
  private static final int MOST_TABS = 30;

  private static final String LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(4);

  private final TestRealm realm;
  private final ClaimsStory story;

  /** Bob's client, as far as his browser comes back to it. */
  private final LocalServer client =
      new LocalServer((path, token) -> new LocalServer.Answer(200, Map.of(), "back"));

  private final String callback = client.baseUrl() + "/claims";
  private @Nullable Playwright playwright;
  private @Nullable Browser chromium;

  ClaimsPageBrowserIT(TestRealm realm) {
    this.realm = realm;
    this.story = new ClaimsStory(realm);
    story.registerRedirectUris(callback);
  }

  @BeforeAll
  void start() {
    assumeThat(Files.isExecutable(CHROMIUM)).as("Chromium at " + CHROMIUM).isTrue();
    // Both use the client already, so that they are not asked for their consent any more.
    story.aat("bob");
    story.aat("auditor");
    Playwright started =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    playwright = started;
    chromium =
        started
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  @AfterAll
  void stop() {
    client.close();
    if (playwright != null) {
      playwright.close();
    }
  }

  @Test
  void aPersonCanDoEverythingByKeyboardOnAPhoneWithoutScriptsInGerman() {
    String ticket = story.ticket(demanding("Fotos von " + LONG_WORD));
    try (BrowserContext context =
        context(
            new Browser.NewContextOptions()
                .setJavaScriptEnabled(false)
                .setLocale("de-DE")
                .setViewportSize(320, 640))) {
      Page page = context.newPage();
      page.navigate(address(ticket));
      // the browser puts the focus there when it has painted the page, which may be after loading
      page.waitForSelector("#username:focus");
      page.keyboard().type("bob");
      page.keyboard().press("Tab");
      tabTo(page, "password");
      page.keyboard().type("bob");
      page.keyboard().press("Enter");

      page.waitForSelector("#uma-claims");
      assertThat(page.locator("html").getAttribute("lang")).isEqualTo("de");
      assertThat(page.locator("h1").innerText())
          .contains("Was der Eigentümer von Ihnen wissen möchte");
      assertFits(page);
      screenshot(page, "claims-de-320");

      tabTo(page, "uma-give");
      page.keyboard().press("Enter");
      page.waitForSelector("[role=alert]");
      assertFits(page);
      screenshot(page, "claims-faults-de-320");
      List<String> invalid = ids(page, "[aria-invalid=true]");
      assertThat(invalid).hasSize(3);
      assertThat(page.locator("[role=alert] a").count()).isEqualTo(3);

      List<String> onTheWay = new ArrayList<>();
      String employer = ids(page, "input[type=text]").get(0);
      List<String> boxes = ids(page, "input[type=checkbox]");
      onTheWay.addAll(tabTo(page, boxes.get(0)));
      assertThat(onTheWay)
          .as("long terms can be scrolled by keyboard")
          .contains(boxes.get(0) + "-text");
      page.keyboard().press("Space");
      tabTo(page, employer);
      page.keyboard().type("Braun & Söhne");
      tabTo(page, boxes.get(1));
      page.keyboard().press("Space");
      tabTo(page, "uma-give");
      screenshot(page, "claims-filled-de-320");
      page.keyboard().press("Enter");

      page.waitForURL(callback + "**");
      assertThat(page.url()).isEqualTo(callback + "?authorization_state=claims_submitted&state=s");
    }
  }

  @Test
  void aPersonCanRefuseByKeyboard() {
    String ticket = story.ticket(demanding("Refused in a browser"));
    try (BrowserContext context =
        context(new Browser.NewContextOptions().setViewportSize(1280, 900))) {
      Page page = context.newPage();
      logIn(page, ticket);
      tabTo(page, "uma-refuse");
      page.keyboard().press("Enter");
      page.waitForURL(callback + "**");
      assertThat(page.url()).isEqualTo(callback + "?authorization_state=not_authorized&state=s");
    }
  }

  @Test
  void choosingALanguageStaysOnThePage() {
    String ticket = story.ticket(demanding("Language"));
    try (BrowserContext context =
        context(new Browser.NewContextOptions().setViewportSize(1280, 900))) {
      Page page = context.newPage();
      logIn(page, ticket);
      assertThat(page.locator("html").getAttribute("lang")).isEqualTo("en");
      String german =
          page.locator("#login-select-toggle option[value*='kc_locale=de']").getAttribute("value");
      page.selectOption("#login-select-toggle", german);
      page.waitForSelector("html[lang=de]");
      assertThat(page.locator("h1").innerText()).contains("Was der Eigentümer");
      page.click("#uma-refuse");
      page.waitForURL(callback + "**");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "uma-trust, 1280, LIGHT",
    "uma-trust, 1280, DARK",
    "uma-trust, 320, DARK",
    "keycloak.v2, 1280, LIGHT",
    "keycloak.v2, 320, LIGHT",
    "keycloak, 1280, LIGHT",
    "keycloak, 320, LIGHT",
  })
  void thePageFitsInAnyTheme(String theme, int width, ColorScheme scheme) {
    String ticket = story.ticket(demanding("Photos of " + LONG_WORD));
    realm.changeRealm(Map.of("loginTheme", theme));
    try (BrowserContext context =
        context(
            new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900))) {
      Page page = context.newPage();
      logIn(page, ticket);
      assertFits(page);
      for (String field : ids(page, "#uma-claims form input:not([type=hidden])")) {
        assertThat(page.locator("label[for='" + field + "']").innerText()).isNotBlank();
      }
      screenshot(
          page, "claims-" + theme + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
    } finally {
      realm.changeRealm(Map.of("loginTheme", "uma-trust"));
    }
  }

  @Test
  void whoIsNotMeantIsToldSo() {
    String ticket = story.ticket(demanding("Not for the auditor"));
    story.uma().requestRpt(story.aat("bob"), ticket);
    try (BrowserContext context =
        context(new Browser.NewContextOptions().setViewportSize(320, 640))) {
      Page page = context.newPage();
      page.navigate(address(ticket));
      page.fill("#username", "auditor");
      page.fill("#password", "auditor");
      page.keyboard().press("Enter");
      page.waitForSelector("#uma-switch");
      assertFits(page);
      screenshot(page, "claims-other-person-320");
      tabTo(page, "uma-switch");
      page.keyboard().press("Enter");
      page.waitForSelector("#password");
      page.fill("#username", "bob");
      page.fill("#password", "bob");
      page.keyboard().press("Enter");
      page.waitForSelector("#uma-claims form");
    }
  }

  /** A resource set with long terms, a claim to type and one that the realm attests. */
  private String demanding(String name) {
    return story.shared(
        name,
        both(
            Map.of(
                "uma_terms_version",
                List.of("2026-11"),
                "uma_terms_text_en",
                numbered("Do not print these photos. "),
                "uma_terms_text_de",
                numbered("Drucken Sie diese Fotos nicht. ")),
            claims(
                "[{\"name\":\"employer\"},{\"name\":\"email\",\"issuer\":[\""
                    + realm.issuer()
                    + "\"]}]")));
  }

  /** A long text as the pieces in which attributes hold one. */
  private static List<String> numbered(String sentence) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      pieces.add(String.format(Locale.ROOT, "%04d%s", i, sentence.repeat(8)));
    }
    return pieces;
  }

  private String address(String ticket) {
    return story
        .address(ticket, "state", "s")
        .replace(Http.encode(ClaimsStory.CALLBACK), Http.encode(callback));
  }

  private void logIn(Page page, String ticket) {
    page.navigate(address(ticket));
    page.fill("#username", "bob");
    page.fill("#password", "bob");
    page.keyboard().press("Enter");
    page.waitForSelector("#uma-claims form");
  }

  private BrowserContext context(Browser.NewContextOptions options) {
    if (chromium == null) {
      throw new IllegalStateException("not started");
    }
    BrowserContext context = chromium.newContext(options);
    // the first login of a server takes long where the machine has more to do
    context.setDefaultTimeout((double) TIMEOUT.toMillis());
    return context;
  }

  /** Presses the tab key until this element has the focus; what had it on the way. */
  private static List<String> tabTo(Page page, String id) {
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < MOST_TABS; i++) {
      String focused = String.valueOf(page.evaluate("document.activeElement.id"));
      passed.add(focused);
      if (focused.equals(id)) {
        return passed;
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError(id + " was not reached by keyboard, but " + passed);
  }

  private static List<String> ids(Page page, String selector) {
    return page.locator(selector).all().stream().map(l -> l.getAttribute("id")).toList();
  }

  private static void assertFits(Page page) {
    Object tooWide =
        page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth");
    assertThat(((Number) tooWide).intValue())
        .as("pixels to scroll sideways")
        .isLessThanOrEqualTo(0);
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENSHOTS.resolve(name + ".png")));
  }
}
