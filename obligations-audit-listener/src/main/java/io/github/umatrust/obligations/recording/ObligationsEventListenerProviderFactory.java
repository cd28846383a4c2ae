package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.LedgerTasks;
import io.github.umatrust.obligations.settings.ReportedOnce;
import io.github.umatrust.obligations.settings.SettingFlaws;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;

/**
 * Creates the {@link ObligationsEventListenerProvider}. Deliberately not global: the ledger is on
 * in exactly those realms whose event listeners name it.
 */
public class ObligationsEventListenerProviderFactory
    implements EventListenerProviderFactory, SettingFlaws {

  public static final String PROVIDER_ID = "obligations-audit";

  private final SettingFlaws flaws = new ReportedOnce();

  /** Whether the ledger is on in this realm. */
  static boolean isOn(RealmModel realm) {
    return realm.getEventsListenersStream().anyMatch(PROVIDER_ID::equals);
  }

  @Override
  public void report(String text) {
    flaws.report(text);
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
  }

  @Override
  public void close() {
    // holds nothing
  }

  @Override
  public String getId() {
    return PROVIDER_ID;
  }
}
