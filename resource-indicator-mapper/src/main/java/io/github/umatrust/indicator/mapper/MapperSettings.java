package io.github.umatrust.indicator.mapper;

import io.github.umatrust.indicator.settings.SettingsConfig;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
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
    List<Carrier> carriers = new ArrayList<>();
    collect(carriers, 0, "", client);
    client.getClientScopes(true).forEach((name, scope) -> collect(carriers, 1, name, scope));
    client.getClientScopes(false).forEach((name, scope) -> collect(carriers, 2, name, scope));
    return carriers.stream().sorted(Carrier.ORDER).map(c -> config(c.mapper().getConfig()));
  }

  private static void collect(
      List<Carrier> carriers, int rank, String name, ProtocolMapperContainerModel container) {
    container
        .getProtocolMappersStream()
        .filter(m -> ResourceIndicatorMapper.PROVIDER_ID.equals(m.getProtocolMapper()))
        .forEach(m -> carriers.add(new Carrier(rank, name, m)));
  }

  /** A mapper and where it is: on the client, on a default scope, on an optional scope. */
  private record Carrier(int rank, String container, ProtocolMapperModel mapper) {
    private static final Comparator<Carrier> ORDER =
        Comparator.comparingInt(Carrier::rank)
            .thenComparing(Carrier::container)
            .thenComparing(c -> c.mapper().getName());
  }

  /** The settings in the configuration of one mapper. */
  static SettingsConfig config(Map<String, String> config) {
    return new SettingsConfig(name -> values(config.get(name)));
  }

  /**
   * The resources that a mapper on a client scope says understand the scope.
   *
   * @return empty if it says nothing; present without an element if nothing of what it says can be
   *     read
   */
  public static Optional<Set<ResourceUri>> resourcesOfScope(ProtocolMapperModel mapper) {
    List<String> named = values(mapper.getConfig().get(ResourceIndicatorMapper.SCOPE_RESOURCES));
    return named.isEmpty() ? Optional.empty() : Optional.of(SettingsConfig.uris(named));
  }

  /** The values of a multivalued property, which Keycloak keeps in one string. */
  static List<String> values(@Nullable String joined) {
    return joined == null
        ? List.of()
        : SEPARATOR.splitAsStream(joined).map(String::strip).filter(v -> !v.isEmpty()).toList();
  }
}
