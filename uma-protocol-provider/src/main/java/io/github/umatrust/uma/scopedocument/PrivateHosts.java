package io.github.umatrust.uma.scopedocument;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hosts that scope documents are fetched from wherever their addresses are: what an operator
 * has inside and trusts.
 *
 * @param names {@code host}, which stands for all its ports, or {@code host:port}, in lower case
 */
record PrivateHosts(Set<String> names) {

  private static final Pattern NAME =
      Pattern.compile("([a-z0-9]([a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

  private static final int HTTPS_PORT = 443;

  PrivateHosts {
    names = Set.copyOf(names);
  }

  /**
   * Reads the names of hosts.
   *
   * @param list {@code host} or {@code host:port}, separated by commas, IPv6 addresses in brackets;
   *     null or blank for none
   * @throws IllegalArgumentException when one of them is neither
   */
  static PrivateHosts of(@Nullable String list) {
    if (list == null || list.isBlank()) {
      return new PrivateHosts(Set.of());
    }
    return new PrivateHosts(
        Stream.of(list.split(",", -1)).map(PrivateHosts::name).collect(Collectors.toSet()));
  }

  private static String name(String item) {
    String name = item.strip().toLowerCase(Locale.ROOT);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("neither host nor host:port: \"" + item.strip() + "\"");
    }
    return name;
  }

  /** Whether the host of a URI is one of them. */
  boolean contains(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() == -1 ? HTTPS_PORT : uri.getPort();
    return names.contains(host) || names.contains(host + ":" + port);
  }
}
