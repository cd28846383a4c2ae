package io.github.umatrust.indicator.compatibility;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.common.Profile;
import org.keycloak.common.Version;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * Checks, whenever a server starts, that resource indicators are enforced as a whole, and keeps the
 * server from starting where they are not. An exception while factories are set up makes Keycloak
 * end with its message in the log; until they are, it answers no request with anything but 503.
 */
public final class StartupCheckFactory
    implements ProviderFactory<StartupCheckFactory.StartupCheck> {

  /** Provider id. */
  public static final String PROVIDER_ID = "default";

  private static final Logger LOG = Logger.getLogger(StartupCheckFactory.class);

  /** Nobody asks for one: the factory does it all. */
  public interface StartupCheck extends Provider {}

  @Override
  public StartupCheck create(KeycloakSession session) {
    return () -> {};
  }

  /**
   * Checks Keycloak's classes. This comes before Keycloak brings its database to its own version,
   * so that an operator can still go back to the Keycloak the JAR is made for.
   *
   * @throws IllegalStateException if they are not as expected; its message is one line for the
   *     operator
   */
  @Override
  public void init(Config.Scope config) {
    refuse(check().misfit(KeycloakShapes.ALL));
  }

  /**
   * Checks the module's providers, now that all factories of the server are there, and says what
   * the operator should know: Keycloak's log is open by now.
   *
   * @throws IllegalStateException if one is not in effect without which tokens could be wider than
   *     asked for; its message is one line for the operator
   */
  @Override
  public void postInit(KeycloakSessionFactory factory) {
    CompatibilityCheck check = check();
    ModuleProvider.Lookup server = new Server(factory);
    check.untested().ifPresent(LOG::warn);
    check.losses(ModuleProvider.ALL, server).forEach(LOG::warn);
    refuse(check.halfEnforced(ModuleProvider.ALL, server));
  }

  @Override
  public void close() {}

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  private static CompatibilityCheck check() {
    return new CompatibilityCheck(Release.ofThisJar(), Version.VERSION);
  }

  private static void refuse(Optional<String> reason) {
    if (reason.isPresent()) {
      throw new IllegalStateException(reason.get());
    }
  }

  private record Server(KeycloakSessionFactory factory) implements ModuleProvider.Lookup {

    @Override
    public @Nullable ProviderFactory<?> find(Class<? extends Provider> spi, @Nullable String id) {
      return id == null ? factory.getProviderFactory(spi) : factory.getProviderFactory(spi, id);
    }

    @Override
    public boolean has(Profile.Feature feature) {
      return Profile.isFeatureEnabled(feature);
    }
  }
}
