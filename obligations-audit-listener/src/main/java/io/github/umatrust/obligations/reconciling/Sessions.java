package io.github.umatrust.obligations.reconciling;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.models.utils.SessionExpirationUtils;
import org.keycloak.models.utils.SessionTimeoutHelper;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.util.UserSessionUtil;

/** The sessions of one realm, as Keycloak itself sees them. */
public final class Sessions {

  private final KeycloakSession session;
  private final RealmModel realm;

  public Sessions(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * What has become of a session.
   *
   * @param id the session
   * @param offline whether the offline one of that id
   * @param clientUuid whose part in it, null where it does not matter
   */
  public SessionState state(String id, boolean offline, @Nullable String clientUuid) {
    UserSessionModel userSession = find(id, offline);
    if (userSession == null) {
      return new SessionState.Gone();
    }
    if (!AuthenticationManager.isSessionValid(realm, userSession)) {
      return new SessionState.Over(overSince(userSession, offline));
    }
    AuthenticatedClientSessionModel part =
        clientUuid == null ? null : userSession.getAuthenticatedClientSessions().get(clientUuid);
    ClientModel client = part == null ? null : realm.getClientById(clientUuid);
    return part == null || client == null
        ? new SessionState.WithoutClient(userSession.getStarted())
        : valid(userSession, part, client, offline);
  }

  /**
   * The stored session if it is valid as it is stored, which spares the caches one that nobody
   * uses. If not, the session that Keycloak itself would work with: it may live in the caches
   * alone, or be fresher there. One that is over is in the database longer than Keycloak shows it.
   */
  private @Nullable UserSessionModel find(String id, boolean offline) {
    UserSessionModel stored =
        session.getProvider(UserSessionPersisterProvider.class).loadUserSession(realm, id, offline);
    if (stored != null && AuthenticationManager.isSessionValid(realm, stored)) {
      return stored;
    }
    UserSessionModel shown = shown(id, offline);
    return shown == null ? stored : shown;
  }

  private @Nullable UserSessionModel shown(String id, boolean offline) {
    return offline
        ? session.sessions().getOfflineUserSession(realm, id)
        : session.sessions().getUserSession(realm, id);
  }

  private @Nullable Long overSince(UserSessionModel userSession, boolean offline) {
    long idle =
        SessionExpirationUtils.calculateUserSessionIdleTimestamp(
                offline,
                userSession.isRememberMe(),
                TimeUnit.SECONDS.toMillis(userSession.getLastSessionRefresh()),
                realm)
            + TimeUnit.SECONDS.toMillis(idleWindow());
    long lifespan =
        SessionExpirationUtils.calculateUserSessionMaxLifespanTimestamp(
            offline,
            userSession.isRememberMe(),
            TimeUnit.SECONDS.toMillis(userSession.getStarted()),
            realm);
    long first = lifespan > 0 ? Math.min(idle, lifespan) : idle;
    return first <= Time.currentTimeMillis() ? first : null;
  }

  /** Sessions that live in caches alone get some seconds more: nodes learn late of a refresh. */
  private static int idleWindow() {
    return Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)
            || Profile.isFeatureEnabled(Profile.Feature.CLUSTERLESS)
        ? 0
        : SessionTimeoutHelper.IDLE_TIMEOUT_WINDOW_SECONDS;
  }

  private SessionState valid(
      UserSessionModel userSession,
      AuthenticatedClientSessionModel part,
      ClientModel client,
      boolean offline) {
    return new SessionState.Valid(
        userSession.getStarted(),
        part.getStarted(),
        isRenewable(userSession, part, client, offline),
        isConsented(userSession, part, client),
        !offline || UserSessionUtil.isOfflineAccessGranted(session, part));
  }

  /** When the part of an offline session is renewed, it is not always stored again. */
  private boolean isRenewable(
      UserSessionModel userSession,
      AuthenticatedClientSessionModel part,
      ClientModel client,
      boolean offline) {
    if (AuthenticationManager.isClientSessionValid(realm, client, userSession, part)) {
      return true;
    }
    UserSessionModel shown = shown(userSession.getId(), offline);
    AuthenticatedClientSessionModel fresh =
        shown == null ? null : shown.getAuthenticatedClientSessions().get(client.getId());
    return fresh != null && AuthenticationManager.isClientSessionValid(realm, client, shown, fresh);
  }

  private boolean isConsented(
      UserSessionModel userSession, AuthenticatedClientSessionModel part, ClientModel client) {
    UserModel user = userSession.getUser();
    return !client.isConsentRequired()
        || user == null
        || TokenManager.verifyConsentStillAvailable(
            session, user, client, part, part.getNote(OAuth2Constants.SCOPE));
  }
}
