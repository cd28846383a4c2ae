package io.github.umatrust.indicator.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Spellings of one URI that RFC 3986 §6.2.2 and §6.2.3 declare equivalent are one resource; changes
 * it does not, make another one. An input is a URI, followed by eight characters whose bits choose
 * the changes.
 */
class EquivalentUrisFuzzTest {

  @FuzzTest
  void onlyEquivalentSpellingsAreEqual(byte[] input) {
    if (input.length < Long.BYTES) {
      return;
    }
    int end = input.length - Long.BYTES;
    String value = new String(input, 0, end, StandardCharsets.UTF_8);
    Choices choices = new Choices(ByteBuffer.wrap(input, end, Long.BYTES).getLong());
    ResourceUri uri;
    try {
      uri = ResourceUri.parse(value);
    } catch (InvalidResourceUriException e) {
      return;
    }
    String respelled = respell(value, choices);
    if (respelled.length() <= ResourceUri.MAX_LENGTH) {
      ResourceUri same = parse(respelled);
      assertThat(same).as("%s respelled as %s", value, respelled).isEqualTo(uri);
      assertThat(uri).isEqualTo(same).hasSameHashCodeAs(same);
    }
    String changed = change(uri.normalized(), choices);
    if (!changed.equals(uri.normalized())) {
      try {
        assertThat(ResourceUri.parse(changed))
            .as("%s changed to %s", uri, changed)
            .isNotEqualTo(uri);
      } catch (InvalidResourceUriException e) {
        // Not the same either.
      }
    }
  }

  private static ResourceUri parse(String value) {
    try {
      return ResourceUri.parse(value);
    } catch (InvalidResourceUriException e) {
      return fail("an equivalent spelling was refused, it " + e.reason() + ": " + value);
    }
  }

  private static String respell(String value, Choices choices) {
    Rfc3986.Components uri = Rfc3986.absoluteUri(value).orElseThrow();
    String scheme = uri.scheme().toLowerCase(Locale.ROOT);
    String host = uri.host();
    String path = uri.path();
    if (scheme.equals("urn")) {
      int nss = namespaceSpecific(path);
      path = anyCase(path.substring(0, nss), choices) + anyEncoding(path.substring(nss), choices);
    } else if (host == null && !path.startsWith("/")) {
      path = anyEncoding(path, choices);
    } else {
      if (host != null && path.length() <= 1) {
        path = choices.yes() ? "" : "/";
      }
      path = anyEncoding(anyDotSegments(path, choices), choices);
    }
    return new Rfc3986.Components(
            anyCase(uri.scheme(), choices),
            orNull(uri.userInfo(), choices),
            host == null ? null : anyHost(host, choices),
            anyPort(scheme, uri, choices),
            path,
            orNull(uri.query(), choices))
        .toString();
  }

  private static @Nullable String orNull(@Nullable String text, Choices choices) {
    return text == null ? null : anyEncoding(text, choices);
  }

  private static String anyHost(String host, Choices choices) {
    return host.startsWith("[")
        ? anyCase(host, choices)
        : anyEncoding(anyCase(host, choices), choices);
  }

  /** The default port is left out, empty or written; leading zeros do not count. */
  private static @Nullable String anyPort(String scheme, Rfc3986.Components uri, Choices choices) {
    if (uri.host() == null) {
      return null;
    }
    String port = Rfc3986.normalized(uri).port();
    if (port == null) {
      if (choices.yes()) {
        return choices.yes() ? null : "";
      }
      port = Rfc3986.DEFAULT_PORTS.getOrDefault(scheme, "");
    }
    return port.isEmpty() || choices.yes() ? port : "0" + port;
  }

  /** Letters outside percent-encoded octets in either case. */
  private static String anyCase(String text, Choices choices) {
    StringBuilder out = new StringBuilder();
    for (String piece : Rfc3986.pieces(text)) {
      out.append(piece.length() == 1 && choices.yes() ? otherCase(piece) : piece);
    }
    return out.toString();
  }

  /** Unreserved characters percent-encoded or not, hexadecimal digits in either case. */
  private static String anyEncoding(String text, Choices choices) {
    StringBuilder out = new StringBuilder();
    for (String piece : Rfc3986.pieces(text)) {
      String chosen = piece;
      if (piece.length() > 1 && choices.yes()) {
        chosen = otherCase(piece);
      } else if (Rfc3986.UNRESERVED.contains(piece) && choices.yes()) {
        chosen = String.format(choices.yes() ? "%%%02X" : "%%%02x", (int) piece.charAt(0));
      }
      out.append(chosen);
    }
    return out.toString();
  }

  /** Where a URN's namespace identifier with its colon ends (RFC 8141 §2). */
  private static int namespaceSpecific(String path) {
    return path.indexOf(':') + 1;
  }

  /** Segments that lead nowhere before any slash. */
  private static String anyDotSegments(String path, Choices choices) {
    StringBuilder out = new StringBuilder();
    for (String piece : Rfc3986.pieces(path)) {
      if (piece.equals("/") && choices.yes()) {
        out.append(choices.yes() ? "/." : "/x/..");
      }
      out.append(piece);
    }
    return out.toString();
  }

  /** Something that makes another URI of a normalised one. */
  private static String change(String normalized, Choices choices) {
    Rfc3986.Components uri = Rfc3986.absoluteUri(normalized).orElseThrow();
    int tail = uri.path().length() + (uri.query() == null ? 0 : 1 + uri.query().length());
    int nid = uri.scheme().equals("urn") ? namespaceSpecific(uri.path()) : 0;
    int begin = normalized.length() - tail + nid;
    String[] pieces = Rfc3986.pieces(normalized.substring(begin));
    if (pieces.length == 0) {
      return normalized;
    }
    int at = choices.below(pieces.length);
    pieces[at] =
        switch (choices.below(4)) {
          case 0 -> pieces[at].length() == 1 ? otherCase(pieces[at]) : pieces[at];
          case 1 -> pieces[at] + "/";
          case 2 -> pieces[at] + "x";
          default ->
              Rfc3986.UNRESERVED.contains(pieces[at]) || pieces[at].length() > 1
                  ? pieces[at]
                  : String.format("%%%02X", (int) pieces[at].charAt(0));
        };
    return normalized.substring(0, begin) + String.join("", pieces);
  }

  private static String otherCase(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return text.equals(upper) ? text.toLowerCase(Locale.ROOT) : upper;
  }
}
