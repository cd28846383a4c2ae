package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.health.Trouble;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.AdminRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;

/**
 * The roles that open the ledger and nothing else, beside Keycloak's own in {@code
 * realm-management} (and in the client that stands for the realm in the master realm), where an
 * administrator looks for them.
 *
 * <p>A realm has them as soon as its ledger is on: they are made when the server starts, when a
 * realm is created or imported, and when the ledger is switched on. So they can be assigned before
 * anybody has read the ledger, there is nothing to call, and realms without ledger stay as they
 * are. They stay when it is switched off: what was recorded can still be read.
 */
public final class LedgerRoles {

  /** May read the ledger. */
  public static final String VIEW = "view-obligations";

  /** May erase, prune, audit the log and rotate its key. Does not include reading. */
  public static final String MANAGE = "manage-obligations";

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          VIEW, "May read the ledger of binding obligations, and nothing else",
          MANAGE,
              "May erase persons from the ledger of obligations, prune it and look after its log");

  private static final Logger LOG = Logger.getLogger(LedgerRoles.class);
  private static final String LISTENER = "obligations-audit";

  private LedgerRoles() {}

  /** Has them made from now on; to be called once for each server. */
  public static void register(KeycloakSessionFactory factory) {
    factory.register(
        event -> {
          if (event instanceof PostMigrationEvent) {
            ensureEverywhere(factory);
          } else if (event instanceof RealmModel.RealmPostCreateEvent created) {
            ensure(created.getKeycloakSession(), created.getCreatedRealm());
          }
        });
  }

  /** Makes them when this event switched the ledger on; to be called for every admin event. */
  public static void onEvent(KeycloakSession session, AdminEvent event) {
    String realmId = event.getRealmId();
    if (event.getResourceType() != ResourceType.REALM
        || event.getOperationType() != OperationType.UPDATE
        || realmId == null) {
      return;
    }
    KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
    session
        .getTransactionManager()
        .enlistAfterCompletion(
            new AbstractKeycloakTransaction() {
              @Override
              protected void commitImpl() {
                ensure(factory, realmId);
              }

              @Override
              protected void rollbackImpl() {
                // nothing was switched on
              }
            });
  }

  private static void ensureEverywhere(KeycloakSessionFactory factory) {
    List<String> realmIds =
        KeycloakModelUtils.runJobInTransactionWithResult(
            factory,
            session ->
                session
                    .realms()
                    .getRealmsStream()
                    .filter(LedgerRoles::hasLedger)
                    .map(RealmModel::getId)
                    .toList());
    realmIds.forEach(realmId -> ensure(factory, realmId));
  }

  /** In a transaction of its own; what fails is tried again at the next start. */
  private static void ensure(KeycloakSessionFactory factory, String realmId) {
    try {
      KeycloakModelUtils.runJobInTransaction(
          factory,
          session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm != null) {
              ensure(session, realm);
            }
          });
    } catch (RuntimeException e) {
      LOG.warnf(
          "Realm %s has no roles for its ledger of obligations yet: %s", realmId, Trouble.of(e));
      LOG.debug("Why it has none", e);
    }
  }

  private static void ensure(KeycloakSession session, RealmModel realm) {
    if (!hasLedger(realm)) {
      return;
    }
    ensure(realm.getClientByClientId(Constants.REALM_MANAGEMENT_CLIENT_ID), AdminRoles.REALM_ADMIN);
    ClientModel inMaster = realm.getMasterAdminClient();
    RealmModel master = session.realms().getRealmByName(Config.getAdminRealm());
    if (inMaster != null && master != null) {
      ensure(inMaster, master.getRole(AdminRoles.ADMIN));
    }
  }

  private static void ensure(@Nullable ClientModel client, String adminRole) {
    if (client != null) {
      ensure(client, client.getRole(adminRole));
    }
  }

  private static void ensure(ClientModel client, @Nullable RoleModel administrator) {
    DESCRIPTIONS.forEach(
        (name, description) -> {
          RoleModel role = client.getRole(name);
          if (role == null) {
            role = client.addRole(name);
            role.setDescription(description);
          }
          if (administrator != null && !administrator.hasRole(role)) {
            administrator.addCompositeRole(role);
          }
        });
  }

  private static boolean hasLedger(RealmModel realm) {
    return realm.getEventsListenersStream().anyMatch(LISTENER::equals);
  }
}
