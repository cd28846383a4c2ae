package io.github.umatrust.indicator.policy;

import java.util.List;

/** What a request builds on. */
public sealed interface TargetGrant {

  /**
   * Nothing: the request itself makes the grant and gets the access token (client credentials,
   * password, the front channel of the implicit flow).
   */
  record Fresh() implements TargetGrant {}

  /**
   * Nothing, and no access token comes of the request itself: it asks for a grant from which tokens
   * come later (authorization code, pushed, device and back-channel requests).
   */
  record Prospective() implements TargetGrant {}

  /**
   * An earlier grant (code, refresh token), which no later request may exceed.
   *
   * @param resources the granted resources; empty for a grant that was not restricted to any
   */
  record Earlier(List<String> resources) implements TargetGrant {
    public Earlier {
      resources = List.copyOf(resources);
    }
  }
}
