package io.github.umatrust.indicator.clientpolicy;

import io.github.umatrust.indicator.settings.SettingsConfig;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** Factory of {@link ResourceIndicatorExecutor}. */
public final class ResourceIndicatorExecutorFactory implements ClientPolicyExecutorProviderFactory {

  /** Provider id, as in the client profiles of exported realms. */
  public static final String PROVIDER_ID = "resource-indicators";

  private static final List<ProviderConfigProperty> PROPERTIES =
      SettingsConfig.PROPERTIES.stream().map(ResourceIndicatorExecutorFactory::renamed).toList();

  /** The name of a property in a client profile, where the console takes a dot for nesting. */
  static String property(String name) {
    return name.replace('.', '-');
  }

  /** Whether there is a property with this name in a client profile. */
  static boolean isProperty(String name) {
    return PROPERTIES.stream().anyMatch(p -> p.getName().equals(name));
  }

  @Override
  public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
    return new ResourceIndicatorExecutor();
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  @Override
  public String getHelpText() {
    return "Resource indicators (RFC 8707): a request that names a resource gets tokens for that resource alone, on every"
        + " grant, for every client that the policy covers. Conditions on a single request, such as the grant type,"
        + " are not looked at. A resource is a client with the attribute resource_url.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return PROPERTIES;
  }

  private static ProviderConfigProperty renamed(ProviderConfigProperty property) {
    ProviderConfigProperty renamed =
        new ProviderConfigProperty(
            property(property.getName()),
            property.getLabel(),
            property.getHelpText(),
            property.getType(),
            property.getDefaultValue());
    renamed.setOptions(property.getOptions());
    return renamed;
  }
}
