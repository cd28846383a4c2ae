package io.github.umatrust.obligations.admin;

import jakarta.ws.rs.ForbiddenException;
import org.keycloak.authorization.common.KeycloakIdentity;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.services.managers.RealmManager;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * What an administrator may do with a realm's ledger. Roles alone decide, of the realm itself or of
 * the client that stands for it in the master realm: fine-grained admin permissions are about
 * users, groups, roles and clients, and open nothing here.
 */
public final class LedgerAccess {

  private final KeycloakSession session;
  private final RealmModel realm;
  private final AdminPermissionEvaluator auth;

  public LedgerAccess(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
    this.session = session;
    this.realm = realm;
    this.auth = auth;
  }

  /**
   * Reading: {@code view-events} or {@value LedgerRoles#VIEW}.
   *
   * @throws ForbiddenException without either
   */
  void requireView() {
    if (!canView()) {
      throw new ForbiddenException();
    }
  }

  /** Whether it may be read: {@code view-events} or {@value LedgerRoles#VIEW}. */
  public boolean canView() {
    return auth.realm().canViewEvents() || has(LedgerRoles.VIEW);
  }

  /**
   * Changing: {@code manage-realm} or {@value LedgerRoles#MANAGE}.
   *
   * @throws ForbiddenException without either
   */
  void requireManage() {
    if (!auth.realm().canManageRealm() && !has(LedgerRoles.MANAGE)) {
      throw new ForbiddenException();
    }
  }

  /**
   * Decided where Keycloak decides about its own roles: on the token, and on the user as of now.
   */
  private boolean has(String name) {
    AdminAuth admin = auth.adminAuth();
    ClientModel client;
    if (RealmManager.isAdministrationRealm(admin.getRealm())) {
      client = realm.getMasterAdminClient();
    } else if (admin.getRealm().equals(realm)) {
      client = realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID);
    } else {
      return false;
    }
    RoleModel role = client == null ? null : client.getRole(name);
    return role != null
        && admin.getUser().hasRole(role)
        && new KeycloakIdentity(admin.getToken(), session, admin.getRealm(), true)
            .hasClientRole(client.getClientId(), name);
  }
}
