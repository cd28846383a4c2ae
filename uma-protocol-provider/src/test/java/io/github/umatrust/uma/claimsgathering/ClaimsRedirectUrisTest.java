package io.github.umatrust.uma.claimsgathering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsRedirectUrisTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.test/claims",
        "https://app.test",
        "http://127.0.0.1:8080/claims?tab=2&x",
        "http://[::1]/claims",
        "com.example.app:/claims",
        "com.example.app://claims/back"
      })
  void addressesOfClientsAreTaken(String uri) {
    assertThat(ClaimsRedirectUris.isValid(uri)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/claims",
        "//app.test/claims",
        "app.test/claims",
        "https://app.test/claims#",
        "https://app.test/claims#part",
        "https://user@app.test/",
        "https:app.test",
        "https:///claims",
        "javascript:alert(1)",
        "javascript://app.test/%0aalert(1)",
        "JavaScript://app.test/%0aalert(1)",
        "data:text/html,x",
        "data://app.test/x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://app.test/1",
        "about:blank",
        "myapp:claims",
        "com.example.app:claims",
        "https://app.test/a b",
        "https://app.test/ä",
        "https://app.test/\r\nX: y",
        "https://app.test/*%",
        "https://app.test\\@evil.test/"
      })
  void whatMayDoHarmIsNot(String uri) {
    assertThat(ClaimsRedirectUris.isValid(uri)).isFalse();
  }

  @Test
  void anAddressHasALimit() {
    String start = "https://app.test/";
    String longest = start + "x".repeat(ClaimsRedirectUris.MAX_LENGTH - start.length());
    assertThat(ClaimsRedirectUris.isValid(longest)).isTrue();
    assertThat(ClaimsRedirectUris.isValid(longest + "x")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.test/claims, https://app.test/callback, true",
    "https://app.test/claims, https://APP.test:443/*, true",
    "https://app.test/claims, https://app.test*, true",
    "https://app.test/claims, http://app.test/callback, false",
    "https://app.test:8443/claims, https://app.test/callback, false",
    "https://app.test/claims, https://app.test.evil.test/callback, false",
    "https://evil.test/claims, *, false",
    "http://127.0.0.1:9000/claims, http://127.0.0.1/callback, true",
    "http://localhost:9000/claims, http://127.0.0.1/callback, false",
    "com.example.app:/claims, com.example.app:/callback, true",
    "com.example.app:/claims, com.example.other:/callback, false",
    "com.example.app:/claims, /relative, false",
  })
  void anAddressLeadsWhereARedirectUriLeads(String uri, String redirectUri, boolean same) {
    assertThat(ClaimsRedirectUris.hasOriginOfOne(uri, List.of("https://[", redirectUri)))
        .isEqualTo(same);
  }

  @Test
  void theAttributeIsReadAndWritten() {
    List<String> uris = List.of("https://app.test/a", "https://app.test/b");
    assertThat(ClaimsRedirectUris.ofAttribute(ClaimsRedirectUris.toAttribute(uris)))
        .isEqualTo(uris);
    assertThat(ClaimsRedirectUris.ofAttribute(null)).isEmpty();
    assertThat(ClaimsRedirectUris.toAttribute(List.of())).isNull();
    assertThat(
            ClaimsRedirectUris.ofAttribute(
                " https://app.test/a ##javascript:alert(1)####https://app.test/a"))
        .containsExactly("https://app.test/a");
  }

  @Test
  void onlyWhatIsRegisteredIsProven() {
    List<String> two = List.of("https://app.test/a", "https://app.test/b");
    assertThat(ClaimsRedirectUris.proven(two, "https://app.test/b")).contains("https://app.test/b");
    assertThat(ClaimsRedirectUris.proven(two, "https://app.test/b?")).isEmpty();
    assertThat(ClaimsRedirectUris.proven(two, "https://app.test/B")).isEmpty();
    assertThat(ClaimsRedirectUris.proven(two, null)).isEmpty();
    assertThat(ClaimsRedirectUris.proven(List.of(), null)).isEmpty();
    assertThat(ClaimsRedirectUris.proven(two.subList(0, 1), null)).contains("https://app.test/a");
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.test, https://app.test?a=b&c=%26+d",
    "https://app.test/?, https://app.test/?a=b&c=%26+d",
    "https://app.test/?x, https://app.test/?x&a=b&c=%26+d",
    "https://app.test/?x=1%20&, https://app.test/?x=1%20&a=b&c=%26+d",
    "com.example.app:/back, com.example.app:/back?a=b&c=%26+d",
  })
  void theWayBackKeepsItsOwnQuery(String uri, String expected) {
    assertThat(new ReturnRedirect(uri).with("a", "b").with("no", null).with("c", "& d"))
        .hasToString(expected);
  }
}
