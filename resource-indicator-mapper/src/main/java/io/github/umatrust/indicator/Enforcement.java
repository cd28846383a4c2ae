package io.github.umatrust.indicator;

import io.github.umatrust.indicator.mapper.MapperSettings;
import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.policy.TargetDecision;
import io.github.umatrust.indicator.policy.TargetGrant;
import io.github.umatrust.indicator.policy.TargetRules;
import io.github.umatrust.indicator.registry.ClientResourceRegistry;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessToken;

/**
 * RFC 8707 as it is in force for one client: its settings together with the resources of its realm.
 */
public final class Enforcement {

  /** Parameter and claim that name the resource (RFC 8707 §2). */
  public static final String RESOURCE = "resource";

  /** Error code of every refusal (RFC 8707 §2). */
  public static final String INVALID_TARGET = "invalid_target";

  private final ClientModel client;
  private final IndicatorSettings settings;
  private final ClientResourceRegistry registry;

  private Enforcement(KeycloakSession session, ClientModel client, IndicatorSettings settings) {
    this.client = client;
    this.settings = settings;
    this.registry = ClientResourceRegistry.of(session, client.getRealm());
  }

  /** What is in force for a client; empty if nothing switches enforcement on for it. */
  public static Optional<Enforcement> of(KeycloakSession session, ClientModel client) {
    return MapperSettings.of(client).map(settings -> new Enforcement(session, client, settings));
  }

  /**
   * What keeps a grant restricted that was given while enforcement was on, after it was switched
   * off.
   */
  public static Enforcement ofRestrictedGrant(KeycloakSession session, ClientModel client) {
    return of(session, client)
        .orElseGet(() -> new Enforcement(session, client, IndicatorSettings.NONE_SET));
  }

  /** Decides what a request gets; see {@link TargetRules}. */
  public TargetDecision decide(List<String> requested, TargetGrant grant) {
    return TargetRules.decide(settings, requested, grant, registry);
  }

  /** Makes an access token one for these resources alone: its audience, its roles and its scope. */
  public void restrict(AccessToken token, List<Resource> resources) {
    TokenRestriction.of(client, settings, registry, resources).applyTo(token);
  }

  /** Takes roles of every other client out of a token, and sets its audience to that of another. */
  public void keepTo(AccessToken token, List<Resource> resources, String[] audience) {
    TokenRestriction.of(client, settings, registry, resources)
        .applyAudienceAndRoles(token, audience);
  }

  /**
   * The resources an access token of this client is restricted to, read from its audience.
   *
   * @return empty if any audience is none of a resource, which is how a token without restriction
   *     looks
   */
  public List<Resource> resourcesOf(AccessToken token) {
    String[] audience = token.getAudience();
    List<Resource> resources = new ArrayList<>();
    for (String value : audience == null ? new String[0] : audience) {
      List<Resource> named = resourcesNamedBy(value);
      if (named.isEmpty()) {
        return List.of();
      }
      resources.addAll(named);
    }
    return List.copyOf(resources);
  }

  /** Whether a client stands for one of these resources. */
  public boolean isResourceServerOf(ClientModel resourceServer, List<Resource> resources) {
    return resources.stream().anyMatch(r -> r.clientId().equals(resourceServer.getClientId()));
  }

  private List<Resource> resourcesNamedBy(String audience) {
    List<Resource> byClient =
        registry.resourcesOf(audience).stream()
            .filter(r -> settings.audienceOf(r).equals(audience))
            .toList();
    if (!byClient.isEmpty()) {
      return byClient;
    }
    Optional<Resource> client = one(ResourceUri.ofClient(audience));
    if (client.isPresent()) {
      return List.of(client.get());
    }
    try {
      return one(ResourceUri.parse(audience)).map(List::of).orElse(List.of());
    } catch (InvalidResourceUriException e) {
      return List.of();
    }
  }

  private Optional<Resource> one(ResourceUri uri) {
    return registry.find(uri) instanceof Found.One one
        ? Optional.of(one.resource())
        : Optional.empty();
  }
}
