package io.github.umatrust.indicator.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Any text: what is accepted, what becomes of it, and that nothing else ever happens. */
class ResourceUriFuzzTest {

  @FuzzTest
  void agreesWithTheGrammar(byte[] input) {
    String value = new String(input, StandardCharsets.UTF_8);
    Optional<Rfc3986.Components> expected = Rfc3986.absoluteUri(value);
    ResourceUri uri;
    try {
      uri = ResourceUri.parse(value);
    } catch (InvalidResourceUriException e) {
      assertThat(e.reason()).matches("[a-zA-Z0-9 ]+");
      assertThat(expected.filter(u -> isResource(value, u)))
          .as("refused: %s", e.reason())
          .isEmpty();
      return;
    }
    assertThat(expected).as("accepted as %s", uri).isPresent();
    String normalized = uri.normalized();
    assertThat(normalized).isEqualTo(Rfc3986.normalized(expected.get()).toString());
    assertThat(normalized).matches("[a-z][a-z0-9+.\\-]*:[A-Za-z0-9\\-._~:/?\\[\\]@!$&'()*+,;=%]+");
    assertThat(parseAgain(normalized))
        .isEqualTo(uri)
        .hasSameHashCodeAs(uri)
        .hasToString(normalized);
    agreesWithJava(normalized);
  }

  /** Whether a URI by the grammar is one that names a resource, by the rules beyond the grammar. */
  private static boolean isResource(String value, Rfc3986.Components uri) {
    Rfc3986.Components normalized = Rfc3986.normalized(uri);
    boolean tooLong =
        Math.max(value.length(), normalized.toString().length()) > ResourceUri.MAX_LENGTH;
    boolean noHost =
        Rfc3986.DEFAULT_PORTS.containsKey(normalized.scheme())
            && (normalized.host() == null || normalized.host().isEmpty());
    boolean nothing = normalized.toString().equals(normalized.scheme() + ":");
    boolean ambiguous = normalized.host() == null && normalized.path().startsWith("//");
    // RFC 8141 §2
    boolean notUrn =
        normalized.scheme().equals("urn")
            && !uri.toString().matches("(?i)urn:[a-z0-9][a-z0-9\\-]{0,30}[a-z0-9]:[^/?].*");
    return !tooLong && !noHost && !nothing && !ambiguous && !notUrn;
  }

  private static ResourceUri parseAgain(String normalized) {
    try {
      return ResourceUri.parse(normalized);
    } catch (InvalidResourceUriException e) {
      return fail("the normal form was refused, it " + e.reason() + ": " + normalized);
    }
  }

  /** What {@link URI} says of the same text, where it takes it. */
  private static void agreesWithJava(String normalized) {
    URI java;
    try {
      java = new URI(normalized);
    } catch (URISyntaxException e) {
      // Stricter in parts, as with an empty authority.
      return;
    }
    assertThat(java.isAbsolute()).isTrue();
    assertThat(java.getRawFragment()).isNull();
    assertThat(java.getScheme()).isEqualTo(java.getScheme().toLowerCase(Locale.ROOT));
    if (java.getHost() != null) {
      assertThat(java.getHost()).isEqualTo(java.getHost().toLowerCase(Locale.ROOT));
      String port = String.valueOf(java.getPort());
      assertThat(port).isNotEqualTo(Rfc3986.DEFAULT_PORTS.get(java.getScheme()));
    }
    if (!java.isOpaque()) {
      assertThat(List.of(java.getRawPath().split("/", -1))).doesNotContain(".", "..");
    }
  }
}
