package io.github.umatrust.indicator.policy;

import io.github.umatrust.indicator.registry.Resource;
import java.util.List;

/** What a request for tokens gets. */
public sealed interface TargetDecision {

  /** No resource was named and none is needed: the token is as it would be without this module. */
  record Unrestricted() implements TargetDecision {}

  /**
   * The access token is for these resources and nothing else.
   *
   * @param token the resources of this access token, at least one
   * @param grant what the refresh token stays bound to; empty if the grant itself is not restricted
   */
  record Restricted(List<Resource> token, List<String> grant) implements TargetDecision {
    public Restricted {
      token = List.copyOf(token);
      grant = List.copyOf(grant);
    }
  }

  /**
   * The request is refused with {@code invalid_target} (RFC 8707 §2).
   *
   * @param description which value and why, safe as {@code error_description}
   */
  record Refused(String description) implements TargetDecision {}
}
