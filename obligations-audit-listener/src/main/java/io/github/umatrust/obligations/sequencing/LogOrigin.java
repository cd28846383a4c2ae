package io.github.umatrust.obligations.sequencing;

import io.github.umatrust.obligations.log.RealmLog;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a realm's log is called: where it is published, without the scheme (C2SP checkpoint). */
final class LogOrigin {

  private LogOrigin() {}

  /**
   * The name of a new log.
   *
   * @param setting what the realm wants it to be called, null when it does not say; passed over
   *     where it is no name of a log
   * @param frontendUrl the realm's own address, or the server's: a URL or a host; null when it is
   *     not fixed
   * @param realmName null when the realm is gone
   * @param realmId keeps names apart where no address is known
   */
  static String of(
      @Nullable String setting,
      @Nullable String frontendUrl,
      @Nullable String realmName,
      String realmId) {
    if (setting != null && isName(setting)) {
      return setting;
    }
    if (realmName == null) {
      return unnamed(realmId);
    }
    return Optional.ofNullable(frontendUrl)
        .flatMap(LogOrigin::address)
        .map(address -> address + "/realms/" + encoded(realmName) + "/obligations/log")
        .filter(LogOrigin::isName)
        .orElseGet(() -> unnamed(realmId));
  }

  /** What can name a key of a signed note, and fits its column. */
  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= RealmLog.MAX_NAME
        && text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '+');
  }

  private static String unnamed(String realmId) {
    return "keycloak.invalid/realms/" + encoded(realmId) + "/obligations/log";
  }

  private static Optional<String> address(String url) {
    if (!url.contains("://")) {
      return Optional.of(url);
    }
    try {
      URI uri = new URI(url);
      String path = uri.getPath() == null ? "" : uri.getPath().replaceAll("/+$", "");
      return Optional.ofNullable(uri.getRawAuthority()).map(authority -> authority + path);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** The name of a key has no spaces, no plus and here nothing but ASCII. */
  private static String encoded(String segment) {
    try {
      return new URI(null, null, "/" + segment, null)
          .toASCIIString()
          .substring(1)
          .replace("+", "%2B");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("any text can be encoded as a path", e);
    }
  }
}
