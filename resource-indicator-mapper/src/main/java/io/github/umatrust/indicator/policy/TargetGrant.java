package io.github.umatrust.indicator.policy;

import java.util.List;

/** What a request builds on. */
public sealed interface TargetGrant {

  /**
   * Nothing: the request itself makes the grant (authorization request, client credentials,
   * password).
   */
  record Fresh() implements TargetGrant {}

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

  /** An earlier grant that named no resource. */
  static TargetGrant unrestricted() {
    return new Earlier(List.of());
  }
}
