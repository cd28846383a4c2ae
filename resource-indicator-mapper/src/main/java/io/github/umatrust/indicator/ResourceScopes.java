package io.github.umatrust.indicator;

import io.github.umatrust.indicator.mapper.MapperSettings;
import io.github.umatrust.indicator.mapper.ResourceIndicatorMapper;
import io.github.umatrust.indicator.registry.ClientResourceRegistry;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.protocol.oidc.mappers.AudienceProtocolMapper;

/**
 * Which scopes some resources understand: those that a client scope's Audience mapper or our mapper
 * says are theirs, and all that name no resource.
 */
final class ResourceScopes {

  private static final Pattern SPACE = Pattern.compile(" +");

  private final ClientModel client;
  private final ClientResourceRegistry registry;
  private final List<Resource> resources;
  private final Set<ResourceUri> uris;
  private final Set<String> clientIds;
  private final Map<String, Boolean> understood = new HashMap<>();
  private @Nullable Map<String, ClientScopeModel> scopes;

  ResourceScopes(ClientModel client, ClientResourceRegistry registry, List<Resource> resources) {
    this.client = client;
    this.registry = registry;
    this.resources = resources;
    this.uris = resources.stream().map(Resource::uri).collect(Collectors.toUnmodifiableSet());
    this.clientIds =
        resources.stream().map(Resource::clientId).collect(Collectors.toUnmodifiableSet());
  }

  /** The scopes of a list that these resources understand, in the list's order. */
  String narrow(String scope) {
    return names(scope).filter(this::isUnderstood).collect(Collectors.joining(" "));
  }

  /** Whether a list names scopes and every one of them is for other resources. */
  boolean areAllForOthers(@Nullable String scope) {
    return scope != null
        && names(scope).findAny().isPresent()
        && names(scope).noneMatch(this::isUnderstood);
  }

  /** Whether these resources understand a client scope. */
  boolean isUnderstood(ClientScopeModel scope) {
    return understood.computeIfAbsent(scope.getId(), id -> understands(scope));
  }

  private boolean understands(ClientScopeModel scope) {
    boolean isNeutral = true;
    for (ProtocolMapperModel mapper : scope.getProtocolMappersStream().toList()) {
      Optional<Boolean> answer =
          switch (mapper.getProtocolMapper()) {
            case AudienceProtocolMapper.PROVIDER_ID -> namesOneOfOurs(mapper);
            case ResourceIndicatorMapper.PROVIDER_ID ->
                MapperSettings.resourcesOfScope(mapper)
                    .map(named -> named.stream().anyMatch(this::isOneOfOurs));
            default -> Optional.empty();
          };
      if (answer.orElse(false)) {
        return true;
      }
      isNeutral &= answer.isEmpty();
    }
    return isNeutral;
  }

  private static Stream<String> names(String scope) {
    return SPACE.splitAsStream(scope).filter(name -> !name.isEmpty());
  }

  /**
   * A parameterized scope is asked for as {@code name:parameter}; it belongs to whoever the scope
   * {@code name} belongs to.
   */
  private boolean isUnderstood(String requested) {
    if (scopes == null) {
      scopes = new HashMap<>(client.getClientScopes(false));
      scopes.putAll(client.getClientScopes(true));
    }
    ClientScopeModel scope = scopes.get(requested);
    int colon = requested.indexOf(':');
    if (scope == null && colon > 0) {
      scope = scopes.get(requested.substring(0, colon));
    }
    return scope == null || isUnderstood(scope);
  }

  /**
   * Whether an Audience mapper names one of these resources; empty if it names no resource at all.
   */
  private Optional<Boolean> namesOneOfOurs(ProtocolMapperModel audienceMapper) {
    Map<String, String> config = audienceMapper.getConfig();
    String clientId = config.get(AudienceProtocolMapper.INCLUDED_CLIENT_AUDIENCE);
    if (clientId != null && !clientId.isEmpty()) {
      return registry.isResourceClient(clientId)
          ? Optional.of(clientIds.contains(clientId))
          : Optional.empty();
    }
    String custom = config.get(AudienceProtocolMapper.INCLUDED_CUSTOM_AUDIENCE);
    try {
      return custom != null && registry.find(ResourceUri.parse(custom)) instanceof Found.One one
          ? Optional.of(isOneOfOurs(one.resource().uri()))
          : Optional.empty();
    } catch (InvalidResourceUriException e) {
      return Optional.empty();
    }
  }

  private boolean isOneOfOurs(ResourceUri uri) {
    if (uris.contains(uri)) {
      return true;
    }
    // A token for urn:client:<id> is for all that the client stands for.
    return registry.find(uri) instanceof Found.One one
        && resources.stream()
            .anyMatch(
                r ->
                    r.uri().clientId().isPresent()
                        && r.clientId().equals(one.resource().clientId()));
  }
}
