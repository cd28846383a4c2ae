package io.github.umatrust.uma.fact;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The rows of one realm, within the request's transaction.
 *
 * @param entities the request's entity manager
 * @param realmId the realm
 */
record Facts(EntityManager entities, String realmId) {

  private static final List<String> ENTITIES =
      List.of("TermsAcceptanceEntity", "SuppliedClaimEntity", "PermissionNotBeforeEntity");

  static Facts of(KeycloakSession session) {
    return ofRealm(session, session.getContext().getRealm());
  }

  static Facts ofRealm(KeycloakSession session, RealmModel realm) {
    return new Facts(
        session.getProvider(JpaConnectionProvider.class).getEntityManager(), realm.getId());
  }

  /** Forgets a person who is removed. */
  void forgetUser(String userId) {
    for (String entity : ENTITIES) {
      entities
          .createQuery("delete from " + entity + " f where f.realmId = :realm and f.userId = :user")
          .setParameter("realm", realmId)
          .setParameter("user", userId)
          .executeUpdate();
    }
  }

  /** Forgets everybody of a realm that is removed. */
  void forgetRealm() {
    for (String entity : ENTITIES) {
      entities
          .createQuery("delete from " + entity + " f where f.realmId = :realm")
          .setParameter("realm", realmId)
          .executeUpdate();
    }
  }
}
