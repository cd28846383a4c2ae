package io.github.umatrust.indicator.registry;

import io.github.umatrust.indicator.uri.ResourceUri;

/** The resources of a realm. */
@FunctionalInterface
public interface ResourceRegistry {

  /** Looks a resource up. */
  Found find(ResourceUri uri);

  /** The outcome of a look-up. */
  sealed interface Found {
    /** Exactly one enabled client registers it. */
    record One(Resource resource) implements Found {}

    /** Nobody registers it. */
    record None() implements Found {}

    /** Several clients do, so nobody can say whose it is. */
    record Ambiguous() implements Found {}
  }
}
