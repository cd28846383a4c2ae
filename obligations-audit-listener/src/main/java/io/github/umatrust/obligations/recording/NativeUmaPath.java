package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.settings.NativeFlow;
import jakarta.ws.rs.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request of Keycloak's own UMA 2.0 that is recorded by its answer.
 *
 * @param realm the name of the realm
 * @param flow what it is
 * @param resourceId the resource of an approval in the account, null for the others
 * @param ticketId Keycloak's id of an approval, where the path has it; null for the others
 */
record NativeUmaPath(
    String realm, NativeFlow flow, @Nullable String resourceId, @Nullable String ticketId) {

  /**
   * The request with this method and path, or empty when it is none.
   *
   * @param segments the segments of the path, decoded, without empty ones
   */
  static Optional<NativeUmaPath> of(String method, List<String> segments) {
    if (segments.size() < 5 || !segments.get(0).equals("realms")) {
      return Optional.empty();
    }
    String realm = segments.get(1);
    List<String> path = segments.subList(2, segments.size());
    if (method.equals(HttpMethod.POST)
        && path.equals(List.of("authz", "protection", "permission"))) {
      return Optional.of(new NativeUmaPath(realm, NativeFlow.TICKET, null, null));
    }
    if (method.equals(HttpMethod.POST)
        && path.equals(List.of("protocol", "openid-connect", "token", "introspect"))) {
      return Optional.of(new NativeUmaPath(realm, NativeFlow.INTROSPECTION, null, null));
    }
    if (path.size() >= 4
        && path.subList(0, 4).equals(List.of("authz", "protection", "permission", "ticket"))) {
      return ofTicketApi(realm, method, path);
    }
    return ofAccount(realm, method, path);
  }

  /**
   * The segments of a path, decoded once, without empty ones and without matrix parameters, neither
   * of which matter to who answers. Empty for a path that cannot be decoded: nobody answers it.
   *
   * @param rawBase path of the server's base address, encoded
   * @param rawPath the whole path, encoded
   */
  static List<String> segments(String rawBase, String rawPath) {
    String path = rawPath.startsWith(rawBase) ? rawPath.substring(rawBase.length()) : rawPath;
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      int matrix = segment.indexOf(';');
      String bare = matrix < 0 ? segment : segment.substring(0, matrix);
      if (!bare.isEmpty()) {
        try {
          segments.add(bare.indexOf('%') < 0 ? bare : decoded(bare));
        } catch (IllegalArgumentException e) {
          return List.of();
        }
      }
    }
    return segments;
  }

  private static String decoded(String segment) {
    // a plus is a plus in a path
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Optional<NativeUmaPath> ofTicketApi(
      String realm, String method, List<String> path) {
    boolean delete = method.equals(HttpMethod.DELETE);
    if (path.size() != (delete ? 5 : 4)) {
      return Optional.empty();
    }
    return Optional.of(
        new NativeUmaPath(realm, NativeFlow.APPROVAL, null, delete ? path.get(4) : null));
  }

  /** {@code account/resources/{id}/permissions}, with the API's version in between or not. */
  private static Optional<NativeUmaPath> ofAccount(String realm, String method, List<String> path) {
    int size = path.size();
    if (method.equals(HttpMethod.PUT)
        && (size == 4 || size == 5)
        && path.get(0).equals("account")
        && path.get(size - 3).equals("resources")
        && path.get(size - 1).equals("permissions")) {
      return Optional.of(new NativeUmaPath(realm, NativeFlow.APPROVAL, path.get(size - 2), null));
    }
    return Optional.empty();
  }
}
