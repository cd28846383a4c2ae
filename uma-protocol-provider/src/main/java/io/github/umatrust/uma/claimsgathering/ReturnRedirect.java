package io.github.umatrust.uma.claimsgathering;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The address at the client to which a person returns (UMA Core 1.0.1 §3.6.3). */
final class ReturnRedirect {

  private final StringBuilder uri;

  /**
   * Begins with a proven claims redirect URI; its own query stays as it is.
   *
   * @param claimsRedirectUri without a fragment
   */
  ReturnRedirect(String claimsRedirectUri) {
    this.uri = new StringBuilder(claimsRedirectUri);
  }

  /** Adds a parameter to the query; null adds none. */
  ReturnRedirect with(String name, @Nullable String value) {
    if (value == null) {
      return this;
    }
    int query = uri.indexOf("?");
    if (query < 0) {
      uri.append('?');
    } else if (query < uri.length() - 1 && uri.charAt(uri.length() - 1) != '&') {
      uri.append('&');
    }
    uri.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
