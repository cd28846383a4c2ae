package io.github.umatrust.indicator.uri;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RFC 3986 written down a second time, by its grammar and without regard for speed, as the oracle
 * that {@link ResourceUri} is compared with.
 */
final class Rfc3986 {

  static final Map<String, String> DEFAULT_PORTS =
      Map.of("http", "80", "https", "443", "ws", "80", "wss", "443");

  static final String ALPHA = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static final String DIGIT = "0123456789";
  static final String UNRESERVED = ALPHA + DIGIT + "-._~";
  static final String HEX_DIGIT = DIGIT + "abcdefABCDEF";
  private static final String SUB_DELIMS = "!$&'()*+,;=";
  private static final String PCHAR = UNRESERVED + SUB_DELIMS + ":@";

  // Appendix B, with a scheme that has to be there and without the fragment.
  private static final Pattern COMPONENTS =
      Pattern.compile(
          "(?<scheme>[^:/?#]+):(//(?<authority>[^/?#]*))?(?<path>[^?#]*)(\\?(?<query>[^#]*))?",
          Pattern.DOTALL);

  private Rfc3986() {}

  /**
   * The components of an absolute URI, as they were written.
   *
   * @param userInfo null where there is no {@code @}
   * @param host null where there is no authority
   * @param port null where there is no colon after the host
   * @param query null where there is no question mark
   */
  record Components(
      String scheme,
      @Nullable String userInfo,
      @Nullable String host,
      @Nullable String port,
      String path,
      @Nullable String query) {

    @Override
    public String toString() {
      return scheme
          + ":"
          + (host == null
              ? ""
              : "//"
                  + (userInfo == null ? "" : userInfo + "@")
                  + host
                  + (port == null ? "" : ":" + port))
          + path
          + (query == null ? "" : "?" + query);
    }
  }

  /** The components of an {@code absolute-URI} (§4.3); empty where the text is none. */
  static Optional<Components> absoluteUri(String text) {
    Matcher matcher = COMPONENTS.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String userInfo = null;
    String host = null;
    String port = null;
    String authority = matcher.group("authority");
    if (authority != null) {
      int at = authority.indexOf('@');
      userInfo = at < 0 ? null : authority.substring(0, at);
      String hostAndPort = authority.substring(at + 1);
      int colon = hostAndPort.indexOf(':', Math.max(0, hostAndPort.lastIndexOf(']')));
      port = colon < 0 ? null : hostAndPort.substring(colon + 1);
      host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }
    Components components =
        new Components(
            matcher.group("scheme"),
            userInfo,
            host,
            port,
            matcher.group("path"),
            matcher.group("query"));
    return follows(components) ? Optional.of(components) : Optional.empty();
  }

  /** The same URI after syntax-based and scheme-based normalisation (§6.2.2, §6.2.3). */
  static Components normalized(Components uri) {
    String scheme = uri.scheme().toLowerCase(Locale.ROOT);
    String query = uri.query() == null ? null : percent(uri.query());
    if (uri.host() == null) {
      String path = dots(percent(uri.path()));
      // RFC 8141 §3.1: the namespace identifier is compared without regard to case.
      int nid = scheme.equals("urn") ? path.indexOf(':') + 1 : 0;
      path = path.substring(0, nid).toLowerCase(Locale.ROOT) + path.substring(nid);
      return new Components(scheme, null, null, null, path, query);
    }
    StringBuilder host = new StringBuilder();
    for (String piece : pieces(percent(uri.host()))) {
      host.append(piece.length() == 1 ? piece.toLowerCase(Locale.ROOT) : piece);
    }
    // §3.2.3: what counts is the number's value.
    String port = uri.port();
    port = port == null || port.isEmpty() ? null : new BigInteger(port).toString();
    boolean isDefault = port != null && port.equals(DEFAULT_PORTS.get(scheme));
    return new Components(
        scheme,
        uri.userInfo() == null ? null : percent(uri.userInfo()),
        host.toString(),
        isDefault ? null : port,
        uri.path().isEmpty() ? "/" : dots(percent(uri.path())),
        query);
  }

  /** A text cut into characters and percent-encoded octets. */
  static String[] pieces(String text) {
    return text.isEmpty() ? new String[0] : text.split("(?<!%)(?<!%.)");
  }

  private static boolean follows(Components uri) {
    boolean path = uri.host() == null || uri.path().isEmpty() || uri.path().startsWith("/");
    return path
        && ALPHA.indexOf(uri.scheme().charAt(0)) >= 0
        && has(uri.scheme(), ALPHA + DIGIT + "+-.", false)
        && (uri.userInfo() == null || has(uri.userInfo(), UNRESERVED + SUB_DELIMS + ":", true))
        && (uri.host() == null || isHost(uri.host()))
        && (uri.port() == null || has(uri.port(), DIGIT, false))
        && has(uri.path(), PCHAR + "/", true)
        && (uri.query() == null || has(uri.query(), PCHAR + "/?", true));
  }

  private static boolean isHost(String host) {
    if (!host.startsWith("[")) {
      return has(host, UNRESERVED + SUB_DELIMS, true);
    }
    if (!host.endsWith("]")) {
      return false;
    }
    String address = host.substring(1, host.length() - 1);
    return isIpv6(address) || address.matches("[vV][0-9A-Fa-f]+\\.[A-Za-z0-9\\-._~!$&'()*+,;=:]+");
  }

  /** {@code IPv6address}: eight groups of 16 bits, of which one row of them may be left out. */
  private static boolean isIpv6(String address) {
    String text = address;
    if (text.contains(".")) {
      int last = text.lastIndexOf(':');
      String byteRange = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
      if (last < 0 || !text.substring(last + 1).matches(byteRange + "(\\." + byteRange + "){3}")) {
        return false;
      }
      text = text.substring(0, last + 1) + "0:0";
    }
    String[] sides = text.split("::", -1);
    if (sides.length > 2) {
      return false;
    }
    int groups = 0;
    for (String side : sides) {
      String[] ofSide = side.isEmpty() ? new String[0] : side.split(":", -1);
      if (!Arrays.stream(ofSide).allMatch(g -> g.matches("[0-9A-Fa-f]{1,4}"))) {
        return false;
      }
      groups += ofSide.length;
    }
    return sides.length == 2 ? groups <= 7 : groups == 8;
  }

  private static boolean has(String text, String allowed, boolean percentEncoding) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%' && percentEncoding) {
        if (i + 2 >= text.length()
            || HEX_DIGIT.indexOf(text.charAt(i + 1)) < 0
            || HEX_DIGIT.indexOf(text.charAt(i + 2)) < 0) {
          return false;
        }
        i += 2;
      } else if (allowed.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String percent(String text) {
    StringBuilder out = new StringBuilder();
    for (String piece : pieces(text)) {
      String decoded =
          piece.length() == 1
              ? piece
              : String.valueOf((char) Integer.parseInt(piece.substring(1), 16));
      boolean plain = piece.length() == 1 || UNRESERVED.contains(decoded);
      out.append(plain ? decoded : piece.toUpperCase(Locale.ROOT));
    }
    return out.toString();
  }

  private static String dots(String path) {
    if (!path.startsWith("/")) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      boolean up = segments[i].equals("..");
      if (up) {
        kept.pollLast();
      }
      if (!up && !segments[i].equals(".")) {
        kept.addLast(segments[i]);
      } else if (i == segments.length - 1) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
