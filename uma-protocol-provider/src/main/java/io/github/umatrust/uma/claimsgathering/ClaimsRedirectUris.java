package io.github.umatrust.uma.claimsgathering;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;

/**
 * The claims redirect URIs of clients: registered apart from their OAuth redirect URIs, and
 * compared by simple string comparison (UMA Core 1.0.1 §3.6.3).
 */
public final class ClaimsRedirectUris {

  /** Client attribute with the URIs, several separated by {@code ##} as Keycloak does. */
  public static final String ATTRIBUTE = "uma.claims_redirect_uris";

  /** The most URIs of one client. */
  public static final int MOST = 20;

  /** The longest URI, in characters. */
  public static final int MAX_LENGTH = 1000;

  private ClaimsRedirectUris() {}

  /** What a client registered, without what no one may be redirected to. */
  public static List<String> of(ClientModel client) {
    return ofAttribute(client.getAttribute(ATTRIBUTE));
  }

  static List<String> ofAttribute(@Nullable String value) {
    return value == null
        ? List.of()
        : Arrays.stream(value.split(Constants.CFG_DELIMITER))
            .map(String::strip)
            .filter(ClaimsRedirectUris::isValid)
            .distinct()
            .toList();
  }

  /** The value of the client attribute for these URIs; null for none. */
  public static @Nullable String toAttribute(List<String> uris) {
    return uris.isEmpty() ? null : String.join(Constants.CFG_DELIMITER, uris);
  }

  /**
   * Where a client may have the person sent back to: what it asks for, if it registered that; what
   * it registered, if it asks for nothing and registered one only.
   *
   * @param asked what the request says; null for nothing
   */
  static Optional<String> proven(List<String> registered, @Nullable String asked) {
    if (asked == null) {
      return registered.size() == 1 ? Optional.of(registered.get(0)) : Optional.empty();
    }
    return registered.contains(asked) ? Optional.of(asked) : Optional.empty();
  }

  /**
   * Whether browsers may be redirected to a URI: absolute, of a scheme that runs nothing (http,
   * https, or an app's own, which has a dot as RFC 8252 §7.1 wants it), without a fragment, without
   * credentials.
   */
  public static boolean isValid(String text) {
    if (text.isEmpty()
        || text.length() > MAX_LENGTH
        || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      return false;
    }
    URI uri = parse(text);
    if (uri == null
        || uri.getScheme() == null
        || uri.isOpaque()
        || uri.getRawFragment() != null
        || uri.getRawUserInfo() != null) {
      return false;
    }
    return isWeb(uri) ? uri.getHost() != null : uri.getScheme().indexOf('.') > 0;
  }

  /**
   * Whether a claims redirect URI leads to where one of the client's redirect URIs leads: the same
   * scheme, host and port, or the same scheme of an app. The port of a loopback address is the
   * app's own business (RFC 8252 §7.3).
   *
   * @param redirectUris the client's redirect URIs, of which some may end in a wildcard
   */
  public static boolean hasOriginOfOne(String claimsRedirectUri, Iterable<String> redirectUris) {
    URI uri = parse(claimsRedirectUri);
    if (uri == null) {
      return false;
    }
    for (String redirectUri : redirectUris) {
      URI other =
          parse(
              redirectUri.endsWith("*")
                  ? redirectUri.substring(0, redirectUri.length() - 1)
                  : redirectUri);
      if (other != null && isSameOrigin(uri, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSameOrigin(URI one, URI other) {
    if (other.getScheme() == null || !one.getScheme().equalsIgnoreCase(other.getScheme())) {
      return false;
    }
    if (!isWeb(one)) {
      return true;
    }
    return one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && (port(one) == port(other) || isLoopback(one.getHost()));
  }

  private static boolean isWeb(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("http") || scheme.equals("https");
  }

  private static boolean isLoopback(String host) {
    return host.equals("127.0.0.1") || host.equals("[::1]") || host.equalsIgnoreCase("localhost");
  }

  private static int port(URI uri) {
    if (uri.getPort() != -1) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  private static @Nullable URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
