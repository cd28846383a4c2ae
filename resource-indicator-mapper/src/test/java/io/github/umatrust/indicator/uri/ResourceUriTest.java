package io.github.umatrust.indicator.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceUriTest {

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    // RFC 8707's own examples
    "https://rs.example.com/, https://rs.example.com/",
    "https://api.example.com/app/, https://api.example.com/app/",
    // scheme and host, RFC 3986 §6.2.2.1
    "HTTPS://Calendar.EXAMPLE.com/Path, https://calendar.example.com/Path",
    "https://[2001:DB8::1]:8443/, https://[2001:db8::1]:8443/",
    "https://[::FFFF:192.0.2.1]:443/, https://[::ffff:192.0.2.1]/",
    "https://[V1.Fe:80]/, https://[v1.fe:80]/",
    // default port and empty path, §6.2.3
    "https://calendar.example.com, https://calendar.example.com/",
    "https://calendar.example.com:443, https://calendar.example.com/",
    "https://calendar.example.com:/x, https://calendar.example.com/x",
    "http://calendar.example.com:80/, http://calendar.example.com/",
    "http://calendar.example.com:443/, http://calendar.example.com:443/",
    "https://calendar.example.com:0443/, https://calendar.example.com/",
    "https://calendar.example.com:008443/, https://calendar.example.com:8443/",
    "https://calendar.example.com:00/, https://calendar.example.com:0/",
    "https://calendar.example.com?a=b, https://calendar.example.com/?a=b",
    "mcp://tools, mcp://tools/",
    // dot segments, §6.2.2.3
    "https://h/a/b/c/./../../g, https://h/a/g",
    "https://h/../../x, https://h/x",
    "https://h/a/.., https://h/",
    "https://h/a/., https://h/a/",
    "https://h/a/.b/..c, https://h/a/.b/..c",
    "https://h/%2e%2E/x, https://h/x",
    "https://h/x?a=/../b, https://h/x?a=/../b",
    // percent-encoding, §6.2.2.1 and §6.2.2.2
    "https://h/%7euser, https://h/~user",
    "https://h/a%2fb, https://h/a%2Fb",
    "https://h/%25%32%46, https://h/%252F",
    "https://ex%41mple.com/, https://example.com/",
    // nothing else is the same
    "https://h/a/, https://h/a/",
    "https://h//a, https://h//a",
    "https://h/?, https://h/?",
    "https://user@h/, https://user@h/",
    // no authority
    "urn:example:calendar, urn:example:calendar",
    "URN:Example:Calendar, urn:example:Calendar",
    "urn:client:calendar-api, urn:client:calendar-api",
    "api:calendar, api:calendar",
    "file:///etc/x, file:///etc/x"
  })
  void normalizes(String value, String normalized) throws InvalidResourceUriException {
    ResourceUri uri = ResourceUri.parse(value);
    assertThat(uri.normalized()).isEqualTo(normalized);
    // Normal form is stable, or two indicators could compare differently depending on where they
    // were read.
    assertThat(ResourceUri.parse(uri.normalized())).isEqualTo(uri);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "'', is empty",
    "calendar, is not an absolute URI",
    "/calendar, is not an absolute URI",
    "//calendar.example.com/, is not an absolute URI",
    "?a=b, is not an absolute URI",
    "1https://h/, is not an absolute URI",
    ":x, is not an absolute URI",
    "https://h/#f, has a fragment",
    "https://h/#, has a fragment",
    "https:, has no host",
    "https:h, has no host",
    "https:/h, has no host",
    "https:///p, has no host",
    "https://:443/, has no host",
    "https://h:x/, is not a URI",
    "https://h:443:443/, is not a URI",
    "https://a@b@c/, is not a URI",
    "https://h:%34%34%33/, is not a URI",
    "https://[::1/, is not a URI",
    "https://[]/, is not a URI",
    "https://[::::]/, is not a URI",
    "https://[fe::1::1]/, is not a URI",
    "https://[1:2:3:4:5:6:7]/, is not a URI",
    "https://[%66%65::1]/, is not a URI",
    "https://[192.0.2.1]/, is not a URI",
    "https://[v1]/, is not a URI",
    "https://h/[x], is not a URI",
    "https://h/?[x], is not a URI",
    "https://h/%, is not a URI",
    "https://h/%4, is not a URI",
    "https://h/%zz, is not a URI",
    "https://h/a b, is not a URI",
    "'https://h/\"', is not a URI",
    "https://h/<x>, is not a URI",
    "https://h/\\x, is not a URI",
    "https://h/^, is not a URI",
    "https://h/`, is not a URI",
    "https://h/{x}, is not a URI",
    "https://h/|, is not a URI",
    "https://h/ü, is not a URI",
    "https://hört.example/, is not a URI",
    "urn:, is not a URN",
    "urn:x:y, is not a URN",
    "urn:example:, is not a URN",
    "urn:-a:b, is not a URN",
    "urn:%65xample:a, is not a URN",
    "urn:client:[x], is not a URN",
    "api:, is not a URI",
    "api:/.//x, has an ambiguous path",
    "api:/a/..//x, has an ambiguous path"
  })
  void refuses(String value, String reason) {
    assertThatThrownBy(() -> ResourceUri.parse(value))
        .isInstanceOf(InvalidResourceUriException.class)
        .hasMessage(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://h/\n",
        "https://h/\u0000",
        "https://h/\t",
        "\uFEFFhttps://h/",
        " https://h/",
        "https://h/ "
      })
  void refusesWhatPeopleDoNotSee(String value) {
    assertThatThrownBy(() -> ResourceUri.parse(value))
        .isInstanceOf(InvalidResourceUriException.class);
  }

  @Test
  void refusesWhatIsTooLong() throws InvalidResourceUriException {
    String longest = "https://h/" + "a".repeat(ResourceUri.MAX_LENGTH - "https://h/".length());
    assertThat(ResourceUri.parse(longest).normalized()).hasSize(ResourceUri.MAX_LENGTH);
    assertThatThrownBy(() -> ResourceUri.parse(longest + "a"))
        .hasMessage("is longer than 2000 characters");
  }

  @Test
  void refusesWhatWouldBeTooLongAfterNormalisation() throws InvalidResourceUriException {
    String longest = "https://" + "a".repeat(ResourceUri.MAX_LENGTH - "https:///".length());
    assertThat(ResourceUri.parse(longest).normalized()).hasSize(ResourceUri.MAX_LENGTH);
    assertThatThrownBy(() -> ResourceUri.parse(longest + "a"))
        .hasMessage("is longer than 2000 characters in normalised form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "%41", "%2f", "/..", "/a", "/", "?", "@", ":", "[", "=&"})
  void copesWithLongValuesOfAnyShape(String piece) {
    for (String start :
        List.of("https://h/", "https://", "https://h:", "urn:a", "urn:ab:", "a", "a:")) {
      String value =
          start + piece.repeat((ResourceUri.MAX_LENGTH - start.length()) / piece.length());
      try {
        assertThat(ResourceUri.parse(value).normalized()).isNotEmpty();
      } catch (InvalidResourceUriException e) {
        assertThat(e.reason()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "urn:client:calendar-api, calendar-api",
    "URN:CLIENT:calendar-api, calendar-api",
    "urn:client:a%20b+c, a b+c",
    "urn:client:https://app.example.com/, https://app.example.com/",
    "urn:clients:calendar-api, ",
    "https://calendar.example.com/, "
  })
  void clientUrnNamesAClient(String value, @Nullable String clientId)
      throws InvalidResourceUriException {
    assertThat(ResourceUri.parse(value).clientId().orElse(null)).isEqualTo(clientId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"calendar-api", "a b+c", "https://app.example.com/", "ü#?%", "~"})
  void clientUrnHoldsAnyClientId(String clientId) throws InvalidResourceUriException {
    ResourceUri uri = ResourceUri.ofClient(clientId);
    assertThat(uri.clientId()).contains(clientId);
    assertThat(ResourceUri.parse(uri.normalized())).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "https://a.example/v1, https://a.example/v1/",
        "https://a.example/v1/, https://a.example/v1",
        "https://a.example/v1?q=/, https://a.example/v1/?q=/",
        "https://a.example/v1/?q, https://a.example/v1?q",
        "https://a.example/v1//, https://a.example/v1/",
        "https://a.example/, -",
        "https://a.example/?q, -",
        "urn:example:a/, -",
        "mailto:a@example.com, -"
      },
      nullValues = "-")
  void withOtherTrailingSlash(String value, @Nullable String other) throws Exception {
    assertThat(ResourceUri.parse(value).withOtherTrailingSlash().map(ResourceUri::normalized))
        .isEqualTo(Optional.ofNullable(other));
  }
}
