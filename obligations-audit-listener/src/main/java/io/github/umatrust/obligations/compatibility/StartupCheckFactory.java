package io.github.umatrust.obligations.compatibility;

import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.common.Version;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;

/**
 * Checks, whenever a server starts, that its Keycloak has what this module refers to, and keeps the
 * server from starting where it has not. An exception while factories are set up makes Keycloak end
 * with its message in the log.
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
   * @throws IllegalStateException if something is missing; its message is one line for the operator
   */
  @Override
  public void init(Config.Scope config) {
    check()
        .misfit(KeycloakMember.ofThisModule())
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
  }

  /** Warns of another Keycloak than the JAR is made for: Keycloak's log is open by now. */
  @Override
  public void postInit(KeycloakSessionFactory factory) {
    check().untested().ifPresent(LOG::warn);
  }

  @Override
  public void close() {}

  @Override
  public String getId() {
    return PROVIDER_ID;
  }

  private static CompatibilityCheck check() {
    return CompatibilityCheck.ofThisJar(Version.VERSION);
  }
}
