package io.github.umatrust.indicator.registry;

import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client attribute that registers resources: absolute URIs, several of them separated by {@code
 * ##}.
 */
public final class ResourceUrls {

  /** Name of the client attribute; Keycloak's own experimental feature reads the same one. */
  public static final String ATTRIBUTE = "resource_url";

  private static final Pattern SEPARATOR = Pattern.compile("##");

  private ResourceUrls() {}

  /**
   * One registered URI.
   *
   * @param uri its normalised form
   * @param registered the form as registered
   */
  public record Entry(ResourceUri uri, String registered) {}

  /**
   * Reads the attribute. A value that is no valid resource URI registers nothing.
   *
   * @param attribute the attribute's value, or null where the client has none
   */
  public static List<Entry> parse(@Nullable String attribute) {
    if (attribute == null) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    for (String value : SEPARATOR.splitAsStream(attribute).map(String::strip).toList()) {
      try {
        entries.add(new Entry(ResourceUri.parse(value), value));
      } catch (InvalidResourceUriException ignored) {
        // Registers nothing: whoever asks for it is told that it is not known.
      }
    }
    return List.copyOf(entries);
  }
}
