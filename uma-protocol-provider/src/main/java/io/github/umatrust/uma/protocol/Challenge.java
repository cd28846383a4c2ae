package io.github.umatrust.uma.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code WWW-Authenticate} says to whoever has no good access token (RFC 6750 §3, RFC 9449
 * §7.1).
 *
 * @param scheme {@code Bearer} or {@code DPoP}
 * @param realm the realm's name
 * @param algorithms the algorithms that proofs may be signed with, separated by spaces; null for
 *     bearer tokens
 */
public record Challenge(String scheme, String realm, @Nullable String algorithms) {

  /** The challenge to whoever uses bearer tokens. */
  public static Challenge bearer(String realm) {
    return new Challenge("Bearer", realm, null);
  }

  /** The challenge to whoever uses tokens that are bound to a key. */
  public static Challenge dpop(String realm, String algorithms) {
    return new Challenge("DPoP", realm, algorithms);
  }

  /** The header, with an error that the request had. */
  String header(String error, String description, @Nullable String scope) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("realm", realm);
    parameters.put("error", error);
    parameters.put("error_description", description);
    if (scope != null) {
      parameters.put("scope", scope);
    }
    return header(parameters);
  }

  /** The header for a request without credentials, which says no error. */
  String header() {
    return header(new LinkedHashMap<>(Map.of("realm", realm)));
  }

  private String header(Map<String, String> parameters) {
    if (algorithms != null) {
      parameters.put("algs", algorithms);
    }
    return parameters.entrySet().stream()
        .map(p -> p.getKey() + "=\"" + quoted(p.getValue()) + "\"")
        .collect(Collectors.joining(", ", scheme + " ", ""));
  }

  /** A text inside a quoted string (RFC 9110 §5.6.4); a header carries visible ASCII only. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else {
                quoted.append(c >= 0x20 && c < 0x7f ? (char) c : '?');
              }
            });
    return quoted.toString();
  }
}
