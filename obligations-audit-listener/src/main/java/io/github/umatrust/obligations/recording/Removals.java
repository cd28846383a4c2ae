package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.settings.LedgerSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Stages the ends of whatever hangs on a realm, a client or a user that is removed. Keycloak tells
 * of it within the removing transaction, whoever removes: administrators, dynamic client
 * registration, a person the own account, a federation that lost the user, a disabled service
 * account.
 */
final class Removals implements ProviderEventListener {

  @Override
  public void onEvent(ProviderEvent event) {
    if (event instanceof UserModel.UserRemovedEvent removed) {
      String userId = removed.getUser().getId();
      stage(
          removed.getKeycloakSession(),
          removed.getRealm(),
          new End(Reach.user(userId), EndReason.USER_REMOVED),
          new End(Reach.party(userId), EndReason.USER_REMOVED));
    } else if (event instanceof ClientModel.ClientRemovedEvent removed) {
      ClientModel client = removed.getClient();
      remember(removed.getKeycloakSession(), client.getRealm());
      stage(
          removed.getKeycloakSession(),
          client.getRealm(),
          new End(Reach.client(client.getId()), EndReason.CLIENT_REMOVED));
    } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
      stageRealm(removed.getKeycloakSession(), removed.getRealm().getId());
    }
  }

  private static void stage(KeycloakSession session, RealmModel realm, End... ends) {
    if (!ObligationsEventListenerProviderFactory.isOn(realm)) {
      return;
    }
    LedgerRecorder recorder = LedgerRecorder.of(session);
    try {
      for (End end : ends) {
        recorder.stageEnd(
            realm.getId(), PartyDirectory.authorizationServerOperator(realm), Ended.now(end));
      }
    } catch (RuntimeException e) {
      recorder.fail(realm.getId(), "what was removed", e);
    }
  }

  /**
   * What has to be known of a realm once it is removed.
   *
   * @param operator of the authorization server; null where the realm's ledger is off
   * @param retentionDays for how long it keeps its ledger; null for ever
   */
  private record Remembered(@Nullable Party operator, @Nullable Long retentionDays) {}

  /**
   * Once a realm is removed, nobody can read its settings; but its clients go first, and every
   * realm has some.
   */
  private static void remember(KeycloakSession session, RealmModel realm) {
    Duration retention = LedgerSettings.of(session, realm).retention();
    session.setAttribute(
        attribute(realm.getId()),
        new Remembered(
            ObligationsEventListenerProviderFactory.isOn(realm)
                ? PartyDirectory.authorizationServerOperator(realm)
                : null,
            retention == null ? null : retention.toDays()));
  }

  private static void stageRealm(KeycloakSession session, String realmId) {
    Remembered realm = session.getAttribute(attribute(realmId), Remembered.class);
    if (realm == null) {
      return;
    }
    RealmLog.removed(
        session.getProvider(JpaConnectionProvider.class).getEntityManager(),
        realmId,
        realm.retentionDays());
    if (realm.operator() != null) {
      LedgerRecorder recorder = LedgerRecorder.of(session);
      recorder.forgetEnds(realmId); // of its clients; the realm's says it all
      recorder.stageEnd(
          realmId,
          realm.operator(),
          Ended.now(new End(Reach.realm(realmId), EndReason.REALM_REMOVED)));
    }
  }

  private static String attribute(String realmId) {
    return Removals.class.getName() + "." + realmId;
  }
}
