package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.LedgerTasks;
import io.github.umatrust.obligations.admin.LedgerRoles;
import io.github.umatrust.obligations.health.LedgerHealth;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.reconciling.Reconciler;
import io.github.umatrust.obligations.settings.ReportedOnce;
import io.github.umatrust.obligations.settings.SettingFlaws;
import io.micrometer.core.instrument.Metrics;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.PostMigrationEvent;

/**
 * Creates the {@link ObligationsEventListenerProvider}. Deliberately not global: the ledger is on
 * in exactly those realms whose event listeners name it.
 */
public class ObligationsEventListenerProviderFactory
    implements EventListenerProviderFactory,
        SettingFlaws,
        Gaps.Holder,
        LedgerMetrics.Holder,
        LedgerHealth.Holder {

  public static final String PROVIDER_ID = "obligations-audit";

  private final SettingFlaws flaws = new ReportedOnce();
  private final Gaps gaps = new Gaps();
  private final LedgerHealth health = new LedgerHealth();
  private final LedgerMetrics metrics = new LedgerMetrics(Metrics.globalRegistry);
  private final Reconciler reconciler =
      new Reconciler(ObligationsEventListenerProviderFactory::isOn);

  /** Whether the ledger is on in this realm. */
  public static boolean isOn(RealmModel realm) {
    return realm.getEventsListenersStream().anyMatch(PROVIDER_ID::equals);
  }

  @Override
  public void report(String text) {
    flaws.report(text);
  }

  @Override
  public Gaps gaps() {
    return gaps;
  }

  @Override
  public LedgerMetrics metrics() {
    return metrics;
  }

  @Override
  public LedgerHealth health() {
    return health;
  }

  @Override
  public EventListenerProvider create(KeycloakSession session) {
    return new ObligationsEventListenerProvider(session);
  }

  @Override
  public void init(Config.Scope config) {
    // no settings
  }

  @Override
  public void postInit(KeycloakSessionFactory factory) {
    LedgerTasks.register(factory);
    LedgerRoles.register(factory);
    factory.register(new Removals());
    factory.register(
        event -> {
          if (event instanceof PostMigrationEvent started) {
            reconciler.schedule(started.getFactory());
          }
        });
  }

  /** Who looks for ends that no event tells of. */
  public Reconciler reconciler() {
    return reconciler;
  }

  @Override
  public void close() {
    metrics.close();
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }
}
