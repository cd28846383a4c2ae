package io.github.umatrust.indicator.policy;

import io.github.umatrust.indicator.policy.TargetDecision.Refused;
import io.github.umatrust.indicator.policy.TargetDecision.Restricted;
import io.github.umatrust.indicator.policy.TargetDecision.Unrestricted;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of RFC 8707 §2 as one pure function. What cannot be read, is not known or not allowed
 * ends in a refusal, never in a token for more.
 */
public final class TargetRules {

  /** Most resources one request may name. */
  public static final int MAX_RESOURCES = 10;

  private TargetRules() {}

  /**
   * Decides what one request gets.
   *
   * <ul>
   *   <li>A fresh grant is for the resources asked for, else for the default.
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
    if (requested.size() > MAX_RESOURCES) {
      return new Refused("more than " + MAX_RESOURCES + " resources in one request");
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
      Map<ResourceUri, Resource> token = resolve(settings, asked, registry);
      Map<ResourceUri, String> bounds = parse(granted);
      for (Resource resource : token.values()) {
        if (!bounds.isEmpty() && !covers(bounds.keySet(), resource)) {
          return new Refused(
              "resource "
                  + ErrorText.quote(resource.uri().normalized())
                  + " is not part of what was granted");
        }
      }
      return new Restricted(
          List.copyOf(token.values()),
          bounds.keySet().stream().map(ResourceUri::normalized).toList());
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
    return settings.defaultResource().map(List::of).orElse(List.of());
  }

  private static Map<ResourceUri, String> parse(List<String> values) throws RefusedException {
    Map<ResourceUri, String> parsed = new LinkedHashMap<>();
    for (String value : values) {
      try {
        parsed.put(ResourceUri.parse(value), value);
      } catch (InvalidResourceUriException e) {
        throw new RefusedException("resource " + ErrorText.quote(value) + " " + e.reason());
      }
    }
    return parsed;
  }

  private static Map<ResourceUri, Resource> resolve(
      IndicatorSettings settings, List<String> values, ResourceRegistry registry)
      throws RefusedException {
    Map<ResourceUri, Resource> resolved = new LinkedHashMap<>();
    for (Map.Entry<ResourceUri, String> entry : parse(values).entrySet()) {
      String shown = "resource " + ErrorText.quote(entry.getValue());
      Found found = registry.find(entry.getKey());
      if (found instanceof Found.Ambiguous) {
        throw new RefusedException(shown + " is registered more than once");
      }
      if (!(found instanceof Found.One one)) {
        throw new RefusedException(shown + " is not known here");
      }
      if (!settings.allows(entry.getKey())) {
        throw new RefusedException(shown + " is not allowed for this client");
      }
      resolved.put(entry.getKey(), one.resource());
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
