package io.github.umatrust.indicator.policy;

import io.github.umatrust.indicator.policy.TargetDecision.Refused;
import io.github.umatrust.indicator.policy.TargetDecision.Restricted;
import io.github.umatrust.indicator.policy.TargetDecision.Unrestricted;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of RFC 8707 §2 as one pure function. What cannot be read, is not known or not allowed
 * ends in a refusal, never in a token for more.
 */
public final class TargetRules {

  /**
   * Longest all values of one request together, in characters. Folded into one value they stay
   * below the length at which Keycloak drops a parameter without a word.
   */
  public static final int MAX_TOTAL_LENGTH = 2500;

  private TargetRules() {}

  /**
   * Decides what one request gets.
   *
   * <ul>
   *   <li>A request that makes a grant is for the resources asked for, else for the default.
   *   <li>An earlier grant that named resources may be narrowed to some of them; without a request
   *       all of them apply.
   *   <li>An earlier grant that named none is for the default, where there is one; else one access
   *       token of it may be narrowed to any allowed resource while the grant stays as it is.
   * </ul>
   *
   * @param settings the client's settings
   * @param requested the {@code resource} values of the request, as they came
   * @param grant what the request builds on
   * @param registry the realm's resources
   */
  public static TargetDecision decide(
      IndicatorSettings settings,
      List<String> requested,
      TargetGrant grant,
      ResourceRegistry registry) {
    if (requested.size() > settings.limit()) {
      return new Refused("more than " + settings.limit() + " resources in one request");
    }
    try {
      List<String> earlier = grant instanceof TargetGrant.Earlier e ? e.resources() : requested;
      List<String> granted = earlier.isEmpty() ? defaults(settings) : earlier;
      List<String> asked = requested.isEmpty() ? granted : requested;
      if (asked.isEmpty()) {
        return settings.required()
            ? new Refused("the parameter resource is missing and this client must send it")
            : new Unrestricted();
      }
      Set<Resource> token = resolve(settings, asked, registry);
      if (requested.stream().mapToInt(String::length).sum() > MAX_TOTAL_LENGTH) {
        return new Refused(
            "the resources of this request are longer than "
                + MAX_TOTAL_LENGTH
                + " characters in all");
      }
      Set<ResourceUri> bounds = bounds(settings, granted, registry);
      for (Resource resource : token) {
        if (!bounds.isEmpty() && !covers(bounds, resource)) {
          return new Refused(
              "resource "
                  + ErrorText.quote(resource.uri().normalized())
                  + " is not part of what was granted");
        }
      }
      if (settings.single() && token.size() > 1 && !(grant instanceof TargetGrant.Prospective)) {
        return new Refused(
            "an access token of this client is for one resource; name one of the "
                + token.size()
                + " with the parameter resource");
      }
      return new Restricted(
          List.copyOf(token), bounds.stream().map(ResourceUri::normalized).toList());
    } catch (RefusedException e) {
      return new Refused(e.description);
    }
  }

  /** A grant for the URN of a client is one for all that the client stands for. */
  private static boolean covers(Set<ResourceUri> granted, Resource resource) {
    return granted.contains(resource.uri())
        || granted.contains(ResourceUri.ofClient(resource.clientId()));
  }

  private static List<String> defaults(IndicatorSettings settings) {
    return settings.defaultResource() == null ? List.of() : List.of(settings.defaultResource());
  }

  /**
   * What a grant is bound to, under the names of the registry. What is no longer known covers
   * nothing that is.
   */
  private static Set<ResourceUri> bounds(
      IndicatorSettings settings, List<String> granted, ResourceRegistry registry)
      throws RefusedException {
    Set<ResourceUri> bounds = new LinkedHashSet<>();
    for (String value : granted) {
      ResourceUri uri = parse(value);
      bounds.add(
          find(settings, uri, registry) instanceof Found.One one ? one.resource().uri() : uri);
    }
    return bounds;
  }

  private static ResourceUri parse(String value) throws RefusedException {
    try {
      return ResourceUri.parse(value);
    } catch (InvalidResourceUriException e) {
      throw new RefusedException("resource " + ErrorText.quote(value) + " " + e.reason());
    }
  }

  private static Found find(
      IndicatorSettings settings, ResourceUri uri, ResourceRegistry registry) {
    Found exact = registry.find(uri);
    return exact instanceof Found.None && settings.ignoreTrailingSlash()
        ? uri.withOtherTrailingSlash().map(registry::find).orElse(exact)
        : exact;
  }

  private static Set<Resource> resolve(
      IndicatorSettings settings, List<String> values, ResourceRegistry registry)
      throws RefusedException {
    Set<Resource> resolved = new LinkedHashSet<>();
    for (String value : values) {
      ResourceUri uri = parse(value);
      String shown = "resource " + ErrorText.quote(value);
      Found found = find(settings, uri, registry);
      if (found instanceof Found.Ambiguous) {
        throw new RefusedException(shown + " is registered more than once");
      }
      if (!(found instanceof Found.One one)) {
        throw new RefusedException(shown + " is not known here");
      }
      if (!settings.allows(one.resource().uri())) {
        throw new RefusedException(shown + " is not allowed for this client");
      }
      resolved.add(one.resource());
    }
    return resolved;
  }

  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String description;

    RefusedException(String description) {
      super(description);
      this.description = description;
    }
  }
}
