package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeDocumentUriTest {

  @ParameterizedTest
  @CsvSource({
    "https://photos.test/scopes/print, https://photos.test/scopes/print",
    "https://photos.test, https://photos.test",
    "HTTPS://Photos.Test/a, https://photos.test/a",
    "https://photos.test:8443/a?b=c%20d, https://photos.test:8443/a?b=c%20d",
    "https://photos.test/a#print, https://photos.test/a",
    "https://photos.test/a#, https://photos.test/a",
    "https://photos.test/a#<not a fragment>, https://photos.test/a",
    "https://203.0.113.7/a, https://203.0.113.7/a",
    "https://[2001:db8::1]:444/a, https://[2001:db8::1]:444/a"
  })
  void anHttpsUriIsWhereTheDocumentIs(String scope, URI uri) {
    assertThat(ScopeDocumentUri.of(scope)).contains(uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "view",
        "#view",
        "urn:photos:view",
        "http://photos.test/a",
        "ftp://photos.test/a",
        "file:///etc/passwd",
        "jar:https://photos.test/a!/b",
        "//photos.test/a",
        "/scopes/print",
        "https:photos.test",
        "https:/photos.test/a",
        "https:///a",
        "https://",
        "https://:443/a",
        "https://user@photos.test/a",
        "https://user:secret@photos.test/a",
        "https://@photos.test/a",
        "https://photos.test@10.0.0.1/a",
        "https://photos.test\\@10.0.0.1/a",
        "https://photos.test:0/a",
        "https://photos.test:65536/a",
        "https://photos.test:99999999999/a",
        "https://photos.test:x/a",
        "https://photos.test/a b",
        " https://photos.test/a",
        "https://photos.test/a\r\nX: y",
        "https://photos.test/\u00e9",
        "https://b\u00fccher.test/a",
        "https://photos_1.test:x@y/a",
        "https://0x7f.1/a",
        "https://[fe80::1%25eth0]/a",
        "https://[fe80::1%eth0]/a",
        "https://[::1/a",
        "https://photos.test/%zz"
      })
  void anyOtherScopeHasNoDocument(String scope) {
    assertThat(ScopeDocumentUri.of(scope)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://photos.test/i.png, true",
    "http://photos.test/i.png, true",
    "https://photos.test/i.svg#print, true",
    "javascript:alert(1), false",
    "'data:image/png;base64,AAAA', false",
    "/i.png, false",
    "https://user@photos.test/i.png, false"
  })
  void picturesAreOnTheWeb(String icon, boolean web) {
    assertThat(ScopeDocumentUri.isWebUri(icon)).isEqualTo(web);
  }
}
