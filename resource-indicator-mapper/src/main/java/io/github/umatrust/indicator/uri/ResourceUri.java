package io.github.umatrust.indicator.uri;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A resource indicator: an absolute URI without a fragment (RFC 8707 §2, RFC 3986 §4.3), held in
 * its normalised form, so that two indicators are equal exactly when their normalised forms are.
 *
 * <p>Normalisation is the syntax-based one of RFC 3986 §6.2.2 and the scheme-based one of §6.2.3:
 * case of scheme and host, default port and leading zeros of a port, dot segments,
 * percent-encoding, an empty path after an authority. A path is otherwise left alone: {@code /api}
 * and {@code /api/} are different resources.
 *
 * @param normalized the normalised form
 */
public record ResourceUri(String normalized) {

  /**
   * Longest value accepted, in characters. Keycloak drops a parameter above 4000 without a word.
   */
  public static final int MAX_LENGTH = 2000;

  /** Prefix of the URN that names a Keycloak client as the resource; the rest is the client id. */
  public static final String CLIENT_URN_PREFIX = "urn:client:";

  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*):(.*)");
  private static final Pattern HIERARCHICAL = Pattern.compile("//([^/?]*)([^?]*)(\\?.*)?");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:([^@\\[\\]]*)@)?(\\[[^\\[\\]]*\\]|[^:@\\[\\]]*)(?::([0-9]*))?");
  private static final Pattern LEADING_ZEROS = Pattern.compile("^0+(?=[0-9])");
  private static final Pattern URN =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9\\-]{0,30}[A-Za-z0-9]):(.+)");

  private static final Map<String, String> DEFAULT_PORTS =
      Map.of("http", "80", "https", "443", "ws", "80", "wss", "443");

  /**
   * Reads a resource indicator.
   *
   * @param value the value as it came
   * @throws InvalidResourceUriException if it is empty, too long (as it came or in normalised
   *     form), relative, has a fragment or is not a URI
   */
  public static ResourceUri parse(String value) throws InvalidResourceUriException {
    if (value.isEmpty()) {
      throw new InvalidResourceUriException("is empty");
    }
    if (value.length() > MAX_LENGTH) {
      throw new InvalidResourceUriException("is longer than " + MAX_LENGTH + " characters");
    }
    if (value.indexOf('#') >= 0) {
      throw new InvalidResourceUriException("has a fragment");
    }
    if (!hasOnlyUriCharacters(value)) {
      throw new InvalidResourceUriException("is not a URI");
    }
    Matcher scheme = SCHEME.matcher(value);
    if (!scheme.matches()) {
      throw new InvalidResourceUriException("is not an absolute URI");
    }
    ResourceUri uri = read(scheme.group(1).toLowerCase(Locale.ROOT), scheme.group(2));
    if (uri.normalized.length() > MAX_LENGTH) {
      // By the slash of an empty path; where it is kept, it has to be readable again.
      throw new InvalidResourceUriException(
          "is longer than " + MAX_LENGTH + " characters in normalised form");
    }
    return uri;
  }

  /** The {@code urn:client:} URN of a client. */
  public static ResourceUri ofClient(String clientId) {
    String encoded = URLEncoder.encode(clientId, StandardCharsets.UTF_8).replace("+", "%20");
    return new ResourceUri(CLIENT_URN_PREFIX + normalizePercentEncoding(encoded));
  }

  /**
   * The client id this indicator names, if it is a {@code urn:client:} URN.
   *
   * @return the client id, percent-decoded
   */
  public Optional<String> clientId() {
    return normalized.startsWith(CLIENT_URN_PREFIX)
        ? Optional.of(percentDecode(normalized.substring(CLIENT_URN_PREFIX.length())))
        : Optional.empty();
  }

  /**
   * The same URI with one trailing slash of its path taken away or added, which many clients treat
   * as the same resource although RFC 3986 does not.
   *
   * @return empty where there is no such choice: for a URN, and for an origin without a path
   */
  public Optional<ResourceUri> withOtherTrailingSlash() {
    int authority = normalized.indexOf("://");
    if (authority < 0) {
      return Optional.empty();
    }
    int query = normalized.indexOf('?');
    String path = query < 0 ? normalized : normalized.substring(0, query);
    String tail = query < 0 ? "" : normalized.substring(query);
    if (path.indexOf('/', authority + 3) == path.length() - 1) {
      return Optional.empty();
    }
    String other = path.endsWith("/") ? path.substring(0, path.length() - 1) : path + "/";
    return Optional.of(new ResourceUri(other + tail));
  }

  @Override
  public String toString() {
    return normalized;
  }

  private static ResourceUri read(String scheme, String rest) throws InvalidResourceUriException {
    if (scheme.equals("urn")) {
      return urn(rest);
    }
    Matcher hierarchical = HIERARCHICAL.matcher(rest);
    if (hierarchical.matches()) {
      return hierarchical(
          scheme,
          hierarchical.group(1),
          hierarchical.group(2),
          Optional.ofNullable(hierarchical.group(3)).orElse(""));
    }
    if (DEFAULT_PORTS.containsKey(scheme)) {
      throw new InvalidResourceUriException("has no host");
    }
    if (rest.isEmpty() || hasBracket(rest)) {
      throw new InvalidResourceUriException("is not a URI");
    }
    int query = rest.indexOf('?');
    String path = normalizePercentEncoding(query < 0 ? rest : rest.substring(0, query));
    String tail = query < 0 ? "" : normalizePercentEncoding(rest.substring(query));
    String normalizedPath = path.startsWith("/") ? removeDotSegments(path) : path;
    if (normalizedPath.startsWith("//")) {
      // Would be read as an authority the next time.
      throw new InvalidResourceUriException("has an ambiguous path");
    }
    return new ResourceUri(scheme + ":" + normalizedPath + tail);
  }

  private static ResourceUri urn(String rest) throws InvalidResourceUriException {
    Matcher urn = URN.matcher(rest);
    if (!urn.matches() || hasBracket(rest)) {
      throw new InvalidResourceUriException("is not a URN");
    }
    return new ResourceUri(
        "urn:"
            + urn.group(1).toLowerCase(Locale.ROOT)
            + ":"
            + normalizePercentEncoding(urn.group(2)));
  }

  private static ResourceUri hierarchical(
      String scheme, String authority, String path, String query)
      throws InvalidResourceUriException {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || hasBracket(path + query)) {
      throw new InvalidResourceUriException("is not a URI");
    }
    String host = parts.group(2);
    if (host.startsWith("[") && !IpLiteral.isOne(host)) {
      throw new InvalidResourceUriException("is not a URI");
    }
    if (host.isEmpty() && DEFAULT_PORTS.containsKey(scheme)) {
      throw new InvalidResourceUriException("has no host");
    }
    // By its value (RFC 3986 §3.2.3).
    String port =
        LEADING_ZEROS.matcher(Optional.ofNullable(parts.group(3)).orElse("")).replaceFirst("");
    if (port.equals(DEFAULT_PORTS.get(scheme))) {
      port = "";
    }
    String userInfo = Optional.ofNullable(parts.group(1)).map(u -> u + "@").orElse("");
    return new ResourceUri(
        scheme
            + "://"
            + normalizePercentEncoding(userInfo)
            + lowerCaseOutsidePercentEncoding(normalizePercentEncoding(host))
            + (port.isEmpty() ? "" : ":" + port)
            + (path.isEmpty() ? "/" : removeDotSegments(normalizePercentEncoding(path)))
            + normalizePercentEncoding(query));
  }

  /**
   * Whether a text consists of unreserved and reserved characters, except {@code #}, and
   * percent-encoded ones.
   */
  private static boolean hasOnlyUriCharacters(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        if (i + 2 >= value.length()
            || !isHexDigit(value.charAt(i + 1))
            || !isHexDigit(value.charAt(i + 2))) {
          return false;
        }
        i += 2;
      } else if (!isUnreserved(c) && ":/?[]@!$&'()*+,;=".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Brackets stand around an IP address and nowhere else. */
  private static boolean hasBracket(String text) {
    return text.indexOf('[') >= 0 || text.indexOf(']') >= 0;
  }

  private static boolean isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** RFC 3986 §5.2.4, for a path that starts with a slash. */
  private static String removeDotSegments(String path) {
    String input = path;
    StringBuilder output = new StringBuilder(path.length());
    while (!input.isEmpty()) {
      if (input.startsWith("/./")) {
        input = input.substring(2);
      } else if (input.equals("/.")) {
        input = "/";
      } else if (input.startsWith("/../") || input.equals("/..")) {
        input = input.equals("/..") ? "/" : input.substring(3);
        output.setLength(Math.max(output.lastIndexOf("/"), 0));
      } else {
        int next = input.indexOf('/', 1);
        int end = next < 0 ? input.length() : next;
        output.append(input, 0, end);
        input = input.substring(end);
      }
    }
    return output.toString();
  }

  /**
   * Upper-case hexadecimal digits, and unreserved characters decoded (RFC 3986 §6.2.2.1 and
   * §6.2.2.2).
   */
  private static String normalizePercentEncoding(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        char decoded = (char) Integer.parseInt(value.substring(i + 1, i + 3), 16);
        if (isUnreserved(decoded)) {
          out.append(decoded);
        } else {
          out.append(value.substring(i, i + 3).toUpperCase(Locale.ROOT));
        }
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static String lowerCaseOutsidePercentEncoding(String host) {
    StringBuilder out = new StringBuilder(host.length());
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) == '%') {
        out.append(host, i, i + 3);
        i += 2;
      } else {
        out.append(Character.toLowerCase(host.charAt(i)));
      }
    }
    return out.toString();
  }

  private static String percentDecode(String value) {
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
