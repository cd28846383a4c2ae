package io.github.umatrust.uma.scopedocument;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The scopes whose descriptions are being brought up to date: each once, and not more of them than
 * the bounds, of which one resource server gets but a part. Safe for use by several threads.
 */
final class PendingScopes {

  private final int most;
  private final int mostOfOne;
  private final Map<String, Set<String>> byResourceServer = new HashMap<>();
  private int count;

  /**
   * @param most the most scopes at a time
   * @param mostOfOne the most scopes of one resource server at a time
   */
  PendingScopes(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes a scope in; false when it is in already, or there is no room. */
  synchronized boolean add(String resourceServerId, String scope) {
    Set<String> scopes = byResourceServer.getOrDefault(resourceServerId, Set.of());
    if (count >= most || scopes.size() >= mostOfOne || scopes.contains(scope)) {
      return false;
    }
    byResourceServer.computeIfAbsent(resourceServerId, id -> new HashSet<>()).add(scope);
    count++;
    return true;
  }

  /** Lets a scope go. */
  synchronized void remove(String resourceServerId, String scope) {
    Set<String> scopes = byResourceServer.get(resourceServerId);
    if (scopes != null && scopes.remove(scope)) {
      count--;
      if (scopes.isEmpty()) {
        byResourceServer.remove(resourceServerId);
      }
    }
  }
}
