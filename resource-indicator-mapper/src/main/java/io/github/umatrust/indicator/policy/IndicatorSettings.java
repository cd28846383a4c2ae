package io.github.umatrust.indicator.policy;

import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force for one client.
 *
 * @param allowed resources the client may ask for; null: every registered one. Without an element:
 *     none
 * @param defaultResource what a request that names no resource is for; null: such a request is not
 *     restricted
 * @param required whether a request must name a resource, when there is no default
 * @param audienceForm what stands in {@code aud}; null: the URI
 * @param single whether an access token is for one resource only
 * @param maxResources most resources one request may name; null: {@link #DEFAULT_MAX_RESOURCES}
 * @param ignoreTrailingSlash whether URIs that differ by one trailing slash alone are the same
 * @param rfc9068 whether access tokens have the form of RFC 9068
 */
public record IndicatorSettings(
    @Nullable Set<ResourceUri> allowed,
    @Nullable String defaultResource,
    boolean required,
    @Nullable AudienceForm audienceForm,
    boolean single,
    @Nullable Integer maxResources,
    boolean ignoreTrailingSlash,
    boolean rfc9068) {

  /** Most resources one request may name where nothing else is set. */
  public static final int DEFAULT_MAX_RESOURCES = 10;

  /** What a mapper without any setting means: enforce, every registered resource allowed. */
  public static final IndicatorSettings NONE_SET =
      new IndicatorSettings(null, null, false, null, false, null, false, false);

  public IndicatorSettings {
    allowed = allowed == null ? null : Set.copyOf(allowed);
  }

  /**
   * Both settings at once, the narrower one winning: resources must be allowed by both, the lower
   * limit counts, and what either requires is required. Default and audience form are this object's
   * where it has one, so it is the more specific side.
   */
  public IndicatorSettings and(IndicatorSettings other) {
    return new IndicatorSettings(
        both(allowed, other.allowed),
        defaultResource == null ? other.defaultResource : defaultResource,
        required || other.required,
        audienceForm == null ? other.audienceForm : audienceForm,
        single || other.single,
        lower(maxResources, other.maxResources),
        ignoreTrailingSlash || other.ignoreTrailingSlash,
        rfc9068 || other.rfc9068);
  }

  /** Most resources one request may name. */
  public int limit() {
    return maxResources == null ? DEFAULT_MAX_RESOURCES : maxResources;
  }

  /** What stands in {@code aud} for a resource of this client's tokens. */
  public String audienceOf(Resource resource) {
    return (audienceForm == null ? AudienceForm.URI : audienceForm).audienceOf(resource);
  }

  /** Whether the client may ask for this resource. */
  public boolean allows(ResourceUri uri) {
    return allowed == null
        || allowed.contains(uri)
        || (ignoreTrailingSlash
            && uri.withOtherTrailingSlash().filter(allowed::contains).isPresent());
  }

  private static @Nullable Set<ResourceUri> both(
      @Nullable Set<ResourceUri> a, @Nullable Set<ResourceUri> b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    Set<ResourceUri> result = new HashSet<>(a);
    result.retainAll(b);
    return result;
  }

  private static @Nullable Integer lower(@Nullable Integer a, @Nullable Integer b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return Math.min(a, b);
  }
}
