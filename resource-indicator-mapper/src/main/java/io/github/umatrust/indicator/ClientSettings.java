package io.github.umatrust.indicator;

import io.github.umatrust.indicator.clientpolicy.PolicySettings;
import io.github.umatrust.indicator.mapper.MapperSettings;
import io.github.umatrust.indicator.policy.IndicatorSettings;
import io.github.umatrust.indicator.settings.SettingsConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * What is in force for one client, from its mappers and from the client policies it falls under.
 *
 * @param enforced the settings that are enforced; empty if nothing switches enforcement on
 * @param reported the settings that are reported on: all of them, if any is to be reported only
 */
record ClientSettings(Optional<IndicatorSettings> enforced, Optional<IndicatorSettings> reported) {

  /**
   * Reads what is in force. The order, from the more specific to the more general: the client's own
   * mappers, those of its default scopes, those of its optional scopes, client policies.
   */
  static ClientSettings of(KeycloakSession session, ClientModel client) {
    List<SettingsConfig> all =
        Stream.concat(MapperSettings.of(client), PolicySettings.of(session, client)).toList();
    return new ClientSettings(
        combined(all.stream().filter(s -> !s.isReportOnly())),
        all.stream().anyMatch(SettingsConfig::isReportOnly)
            ? combined(all.stream())
            : Optional.empty());
  }

  private static Optional<IndicatorSettings> combined(Stream<SettingsConfig> settings) {
    return settings.map(SettingsConfig::settings).reduce(IndicatorSettings::and);
  }
}
