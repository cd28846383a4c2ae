package io.github.umatrust.indicator.clientpolicy;

import io.github.umatrust.indicator.policy.ErrorText;
import io.github.umatrust.indicator.settings.SettingsConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * The switch for every client that a client policy covers: it tells the settings of its profile to
 * whoever asks. Enforcement itself is the same as with the mapper.
 */
final class ResourceIndicatorExecutor
    implements ClientPolicyExecutorProvider<ResourceIndicatorExecutor.Configuration> {

  private static final Logger LOG = Logger.getLogger(ResourceIndicatorExecutor.class);

  private SettingsConfig settings = new Configuration().settings();

  /** The configuration of one executor in a client profile. */
  public static final class Configuration extends ClientPolicyExecutorConfigurationRepresentation {

    /**
     * Keycloak refuses a profile for which this is false, without saying why; the log does. A
     * property that nobody knows is refused too: its administrator believes it to be in force.
     */
    @Override
    public boolean validateConfig() {
      Optional<String> problem =
          getConfigAsMap().keySet().stream()
              .filter(name -> !ResourceIndicatorExecutorFactory.isProperty(name))
              .findFirst()
              .map(name -> "there is no property " + ErrorText.quote(name))
              .or(() -> settings().problem());
      problem.ifPresent(
          p ->
              LOG.warnf(
                  "Executor %s of a client profile: %s",
                  ResourceIndicatorExecutorFactory.PROVIDER_ID, p));
      return problem.isEmpty();
    }

    SettingsConfig settings() {
      Map<String, Object> config = getConfigAsMap();
      return new SettingsConfig(
          name -> values(config.get(ResourceIndicatorExecutorFactory.property(name))));
    }

    private static List<String> values(@Nullable Object value) {
      if (value == null) {
        return List.of();
      }
      return value instanceof Collection<?> several
          ? several.stream().map(String::valueOf).toList()
          : List.of(String.valueOf(value));
    }
  }

  @Override
  public Class<Configuration> getExecutorConfigurationClass() {
    return Configuration.class;
  }

  @Override
  public void setupConfiguration(@Nullable Configuration config) {
    settings = (config == null ? new Configuration() : config).settings();
  }

  @Override
  public void executeOnEvent(ClientPolicyContext context) {
    if (context instanceof ClientSettingsContext question) {
      question.add(settings);
    }
  }

  @Override
  public String getProviderId() {
    return ResourceIndicatorExecutorFactory.PROVIDER_ID;
  }
}
