package io.github.umatrust.indicator.mapper;

import io.github.umatrust.indicator.settings.SettingsConfig;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperContainerModel;
import org.keycloak.models.ProtocolMapperModel;

/** Reads the settings of {@link ResourceIndicatorMapper} from a client and its client scopes. */
public final class MapperSettings {

  private static final Pattern SEPARATOR = Pattern.compile("##");

  private MapperSettings() {}

  /**
   * The settings of each mapper that applies to a client; none if nothing switches enforcement on
   * for it.
   *
   * <p>The client's own mappers come first, then those of its default scopes, then those of its
   * optional scopes, each by name. An optional scope counts whether or not it is requested: a
   * client must not be able to leave its restriction out of a request.
   */
  public static Stream<SettingsConfig> of(ClientModel client) {
    Stream<ProtocolMapperContainerModel> containers =
        Stream.concat(
            Stream.of(client),
            Stream.concat(
                byName(client.getClientScopes(true)), byName(client.getClientScopes(false))));
    return containers.flatMap(MapperSettings::mappers).map(m -> config(m.getConfig()));
  }

  /** The settings in the configuration of one mapper. */
  static SettingsConfig config(Map<String, String> config) {
    return new SettingsConfig(name -> values(config.get(name)));
  }

  /**
   * The resources that the mappers of a client scope say understand it.
   *
   * @return empty if they say nothing; present without an element if nothing of what they say can
   *     be read
   */
  public static Optional<Set<ResourceUri>> resourcesOfScope(ClientScopeModel scope) {
    List<String> named =
        mappers(scope)
            .flatMap(
                m -> values(m.getConfig().get(ResourceIndicatorMapper.SCOPE_RESOURCES)).stream())
            .toList();
    return named.isEmpty() ? Optional.empty() : Optional.of(SettingsConfig.uris(named));
  }

  /** The values of a multivalued property, which Keycloak keeps in one string. */
  static List<String> values(@Nullable String joined) {
    return joined == null
        ? List.of()
        : SEPARATOR.splitAsStream(joined).map(String::strip).filter(v -> !v.isEmpty()).toList();
  }

  private static Stream<ProtocolMapperModel> mappers(ProtocolMapperContainerModel container) {
    return container
        .getProtocolMappersStream()
        .filter(m -> ResourceIndicatorMapper.PROVIDER_ID.equals(m.getProtocolMapper()))
        .sorted(Comparator.comparing(ProtocolMapperModel::getName));
  }

  private static Stream<ClientScopeModel> byName(Map<String, ClientScopeModel> scopes) {
    return scopes.values().stream().sorted(Comparator.comparing(ClientScopeModel::getName));
  }
}
