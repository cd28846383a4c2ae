package io.github.umatrust.obligations.retention;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.settings.LedgerSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Has realms that say how long they keep their ledgers forget what is older. Where another node was
 * first there is nothing left to do.
 */
public final class RealmRetention {

  private static final Logger LOG = Logger.getLogger(RealmRetention.class);

  private RealmRetention() {}

  /**
   * What a realm keeps.
   *
   * @param operator of the authorization server
   * @param retention for how long
   * @param removed whether the realm is gone
   */
  private record Kept(Party operator, Duration retention, boolean removed) {}

  /** Has every realm forget, also those that are gone. One realm's trouble is its own. */
  public static void runAll(KeycloakSessionFactory factory) {
    Map<String, Kept> realms = new LinkedHashMap<>();
    KeycloakModelUtils.runJobInTransaction(
        factory,
        session -> {
          session
              .realms()
              .getRealmsStream()
              .forEach(
                  realm -> kept(session, realm).ifPresent(kept -> realms.put(realm.getId(), kept)));
          realms.putAll(removed(session));
        });
    realms.forEach(
        (realmId, kept) -> {
          try {
            Retention.Outcome outcome = forget(factory, realmId, kept);
            if (outcome.entries() > 0) {
              LOG.infof(
                  "The ledger of realm %s has forgotten %d entries; the lowest index is now %d",
                  realmId, outcome.entries(), outcome.minIndex());
            }
            if (kept.removed && delete(factory, realmId, kept)) {
              LOG.infof("The ledger of the removed realm %s is deleted", realmId);
            }
          } catch (RuntimeException e) {
            LOG.errorf(
                "The ledger of realm %s could not forget what is old: %s", realmId, Trouble.of(e));
            LOG.debug("Why it could not", e);
          }
        });
  }

  /** Realms that are gone, and had said for how long they keep their ledgers. */
  private static Map<String, Kept> removed(KeycloakSession session) {
    Map<String, Kept> removed = new LinkedHashMap<>();
    RealmLog.removed(session.getProvider(JpaConnectionProvider.class).getEntityManager())
        .forEach(
            (realmId, days) -> {
              if (session.realms().getRealm(realmId) == null) {
                Party operator = Party.organisation(realmId, realmId);
                removed.put(realmId, new Kept(operator, Duration.ofDays(days), true));
              }
            });
    return removed;
  }

  /**
   * What has one realm forget, when it is called.
   *
   * @return empty when the realm keeps its ledger for ever
   */
  public static Optional<Supplier<Retention.Outcome>> of(
      KeycloakSession session, RealmModel realm) {
    KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
    String realmId = realm.getId();
    return kept(session, realm).map(kept -> () -> forget(factory, realmId, kept));
  }

  private static Optional<Kept> kept(KeycloakSession session, RealmModel realm) {
    return Optional.ofNullable(LedgerSettings.of(session, realm).retention())
        .map(
            retention ->
                new Kept(
                    Party.organisation(realm.getId(), LedgerSettings.operatorOf(realm)),
                    retention,
                    false));
  }

  private static Retention.Outcome forget(
      KeycloakSessionFactory factory, String realmId, Kept kept) {
    long now = Time.currentTimeMillis();
    return new Retention(Transactions.of(factory), realmId, kept.operator)
        .forgetBefore(now - kept.retention.toMillis(), now);
  }

  private static boolean delete(KeycloakSessionFactory factory, String realmId, Kept kept) {
    long now = Time.currentTimeMillis();
    return new Retention(Transactions.of(factory), realmId, kept.operator)
        .deleteBefore(now - kept.retention.toMillis(), now);
  }
}
