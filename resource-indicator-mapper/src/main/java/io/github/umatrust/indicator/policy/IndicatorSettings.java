package io.github.umatrust.indicator.policy;

import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of one enforcing client.
 *
 * @param allowed resources the client may ask for; empty: every registered one. Present but without
 *     an element: none
 * @param defaultResource what a request that names no resource is for; empty: such a request is not
 *     restricted
 * @param required whether a request must name a resource, when there is no default
 * @param audienceForm what stands in {@code aud}; empty: the URI
 */
public record IndicatorSettings(
    Optional<Set<ResourceUri>> allowed,
    Optional<String> defaultResource,
    boolean required,
    Optional<AudienceForm> audienceForm) {

  /** What a mapper without any setting means: enforce, every registered resource allowed. */
  public static final IndicatorSettings NONE_SET =
      new IndicatorSettings(Optional.empty(), Optional.empty(), false, Optional.empty());

  public IndicatorSettings {
    allowed = allowed.map(Set::copyOf);
  }

  /**
   * Both settings at once, the narrower one winning: resources must be allowed by both, and are
   * required if either requires them. Default and audience form are this object's where it has one,
   * so it is the more specific side.
   */
  public IndicatorSettings and(IndicatorSettings other) {
    Optional<Set<ResourceUri>> both =
        allowed.isPresent() && other.allowed.isPresent()
            ? Optional.of(intersection(allowed.get(), other.allowed.get()))
            : allowed.or(() -> other.allowed);
    return new IndicatorSettings(
        both,
        defaultResource.or(() -> other.defaultResource),
        required || other.required,
        audienceForm.or(() -> other.audienceForm));
  }

  /** What stands in {@code aud} for a resource of this client's tokens. */
  public String audienceOf(Resource resource) {
    return audienceForm.orElse(AudienceForm.URI).audienceOf(resource);
  }

  /** Whether the client may ask for this resource. */
  public boolean allows(ResourceUri uri) {
    return allowed.map(a -> a.contains(uri)).orElse(true);
  }

  private static Set<ResourceUri> intersection(Set<ResourceUri> a, Set<ResourceUri> b) {
    Set<ResourceUri> result = new HashSet<>(a);
    result.retainAll(b);
    return result;
  }
}
