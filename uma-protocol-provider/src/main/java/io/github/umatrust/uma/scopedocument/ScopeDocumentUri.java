package io.github.umatrust.uma.scopedocument;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which scopes have a description document, and where it is. */
final class ScopeDocumentUri {

  private ScopeDocumentUri() {}

  /**
   * Where the description of a scope is fetched: an https URI with a host, without user information
   * and fragment. Empty for a scope that is no such URI, and so has no document that would be
   * fetched.
   *
   * @param scope the scope's name; a fragment in it is left out
   */
  static Optional<URI> of(String scope) {
    int fragment = scope.indexOf('#');
    return parse(fragment < 0 ? scope : scope.substring(0, fragment))
        .filter(uri -> "https".equalsIgnoreCase(uri.getScheme()));
  }

  /** Whether a text is an absolute http or https URI that a page may show a picture from. */
  static boolean isWebUri(String text) {
    return parse(text)
        .filter(
            uri ->
                "https".equalsIgnoreCase(uri.getScheme())
                    || "http".equalsIgnoreCase(uri.getScheme()))
        .isPresent();
  }

  private static Optional<URI> parse(String text) {
    try {
      // Java lets letters through that RFC 3986 has none of; and no zone of an IPv6 address.
      return Optional.of(new URI(text))
          .filter(
              uri ->
                  text.chars().allMatch(c -> c < 0x80)
                      && isHost(uri.getHost())
                      && uri.getRawUserInfo() == null
                      && uri.getPort() != 0
                      && uri.getPort() <= 0xffff);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isHost(@Nullable String host) {
    return host != null && !host.isEmpty() && host.indexOf('%') < 0;
  }
}
