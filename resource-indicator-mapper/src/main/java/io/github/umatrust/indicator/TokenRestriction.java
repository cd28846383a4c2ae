package io.github.umatrust.indicator;

import io.github.umatrust.indicator.mapper.MapperSettings;
import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.registry.ClientResourceRegistry;
import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.registry.ResourceRegistry.Found;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.protocol.oidc.mappers.AudienceProtocolMapper;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

/** Cuts a finished access token down to some resources. */
final class TokenRestriction {

  private static final Pattern SPACE = Pattern.compile(" +");

  private final ClientModel client;
  private final IndicatorSettings settings;
  private final ClientResourceRegistry registry;
  private final List<Resource> resources;
  private final Set<ResourceUri> uris;
  private final Set<String> clientIds;

  private TokenRestriction(
      ClientModel client,
      IndicatorSettings settings,
      ClientResourceRegistry registry,
      List<Resource> resources) {
    this.client = client;
    this.settings = settings;
    this.registry = registry;
    this.resources = resources;
    this.uris = resources.stream().map(Resource::uri).collect(Collectors.toUnmodifiableSet());
    this.clientIds =
        resources.stream().map(Resource::clientId).collect(Collectors.toUnmodifiableSet());
  }

  static TokenRestriction of(
      ClientModel client,
      IndicatorSettings settings,
      ClientResourceRegistry registry,
      List<Resource> resources) {
    return new TokenRestriction(client, settings, registry, resources);
  }

  void applyTo(AccessToken token) {
    Set<String> audience = new LinkedHashSet<>();
    resources.forEach(r -> audience.add(settings.audienceOf(r)));
    applyAudienceAndRoles(token, audience.toArray(String[]::new));
    token.setScope(narrowScope(token.getScope()));
  }

  void applyAudienceAndRoles(AccessToken token, String[] audience) {
    // Role mappers leave roles among the other claims until the token is written; they count too.
    TokenUtil.convertTokenRolesFromOtherClaims(token);
    token.audience(audience);
    Map<String, AccessToken.Access> roles = new HashMap<>(token.getResourceAccess());
    roles.keySet().retainAll(clientIds);
    token.setResourceAccess(roles);
  }

  private @Nullable String narrowScope(@Nullable String scope) {
    if (scope == null) {
      return null;
    }
    Map<String, ClientScopeModel> scopes = new HashMap<>(client.getClientScopes(false));
    scopes.putAll(client.getClientScopes(true));
    return SPACE
        .splitAsStream(scope)
        .filter(name -> !name.isEmpty() && isUnderstood(name, scopes))
        .collect(Collectors.joining(" "));
  }

  /**
   * A parameterized scope is asked for as {@code name:parameter}; it belongs to whoever the scope
   * {@code name} belongs to.
   */
  private boolean isUnderstood(String requested, Map<String, ClientScopeModel> scopes) {
    ClientScopeModel scope = scopes.get(requested);
    int colon = requested.indexOf(':');
    if (scope == null && colon > 0) {
      scope = scopes.get(requested.substring(0, colon));
    }
    return scope == null || isUnderstood(scope);
  }

  private boolean isUnderstood(ClientScopeModel scope) {
    Optional<Set<ResourceUri>> named = MapperSettings.resourcesOfScope(scope);
    List<Boolean> answers =
        scope
            .getProtocolMappersStream()
            .filter(m -> AudienceProtocolMapper.PROVIDER_ID.equals(m.getProtocolMapper()))
            .map(this::namesOneOfOurs)
            .flatMap(Optional::stream)
            .toList();
    if (named.isEmpty() && answers.isEmpty()) {
      return true;
    }
    return answers.contains(true)
        || named.map(n -> n.stream().anyMatch(this::isOneOfOurs)).orElse(false);
  }

  /**
   * Whether an Audience mapper names one of this token's resources; empty if it names no resource
   * at all.
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
