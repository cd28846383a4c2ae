package io.github.umatrust.obligations.publication;

import io.github.umatrust.obligations.admin.LedgerAccess;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.ws.rs.NotAuthorizedException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager.AuthResult;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissions;

/** Who may read a realm's log: everybody, unless the realm closes it. */
final class LogAccess {

  private LogAccess() {}

  /**
   * Lets the request through, or does not.
   *
   * @return whether anybody may read the answer
   * @throws org.keycloak.services.ErrorResponseException 403 when the realm is disabled or wants
   *     HTTPS; when its log is closed, 401 without a token of the realm and 403 without {@code
   *     view-events}
   */
  static boolean require(KeycloakSession session, RealmModel realm, LedgerSettings settings) {
    if (!realm.isEnabled()) {
      throw Refusal.forbidden("the realm is disabled");
    }
    boolean secure = "https".equals(session.getContext().getUri().getBaseUri().getScheme());
    if (!secure && realm.getSslRequired().isRequired(session.getContext().getConnection())) {
      throw Refusal.forbidden("HTTPS is required");
    }
    if (settings.publicLog()) {
      return true;
    }
    AuthResult result;
    try {
      result = new AppAuthManager.BearerTokenAuthenticator(session).authenticate();
    } catch (NotAuthorizedException e) {
      throw Refusal.unauthorized(realm);
    }
    if (result == null) {
      throw Refusal.unauthorized(realm);
    }
    AdminAuth auth = new AdminAuth(realm, result.token(), result.user(), result.client());
    if (!new LedgerAccess(session, realm, AdminPermissions.evaluator(session, realm, auth))
        .canView()) {
      throw Refusal.forbidden("the log of this realm is closed to those without view-events");
    }
    return false;
  }
}
