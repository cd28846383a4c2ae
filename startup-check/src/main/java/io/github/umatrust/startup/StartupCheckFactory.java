package io.github.umatrust.startup;

import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.common.Version;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderFactory;

/**
 * Checks, whenever a server starts, that its Keycloak has what a module refers to, and its database
 * the isolation that the module relies on, and keeps the server from starting where they have not.
 * An exception while factories are set up makes Keycloak end with its message in the log.
 *
 * <p>What the module refers to, and what it is made for, is in two resources beside its subclass:
 * {@code keycloak-members.txt} and {@code made-for.properties}.
 */
public abstract class StartupCheckFactory implements ProviderFactory<StartupCheck> {

  /** Provider id. */
  public static final String PROVIDER_ID = "default";

  private final String danger;

  /**
   * For one module.
   *
   * @param danger what could happen if the module ran all the same, as the beginning of a sentence:
   *     the message that the server does not start goes on with it
   */
  protected StartupCheckFactory(String danger) {
    this.danger = danger;
  }

  @Override
  public final StartupCheck create(KeycloakSession session) {
    return () -> {};
  }

  /**
   * Checks Keycloak's classes. This comes before Keycloak brings its database to its own version,
   * so that an operator can still go back to the Keycloak the JAR is made for.
   *
   * @throws IllegalStateException if something is missing; its message is one line for the operator
   */
  @Override
  public final void init(Config.Scope config) {
    check()
        .misfit(KeycloakMember.listedBeside(getClass()), danger)
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
  }

  /**
   * Warns of another Keycloak than the JAR is made for: Keycloak's log is open by now. When the
   * database is ready, its transactions are looked at.
   */
  @Override
  public final void postInit(KeycloakSessionFactory factory) {
    check().untested().ifPresent(Logger.getLogger(getClass())::warn);
    factory.register(
        event -> {
          if (event instanceof PostMigrationEvent started) {
            KeycloakModelUtils.runJobInTransaction(started.getFactory(), this::requireIsolation);
          }
        });
  }

  private void requireIsolation(KeycloakSession session) {
    IsolationCheck.of(check().jar(), session)
        .misfit(danger)
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
  }

  @Override
  public final void close() {}

  @Override
  public final String getId() {
    return PROVIDER_ID;
  }

  private CompatibilityCheck check() {
    return CompatibilityCheck.ofTheJarWith(getClass(), Version.VERSION);
  }
}
