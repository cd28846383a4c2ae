package io.github.umatrust.uma.resourceset;

import io.github.umatrust.uma.protocol.UmaException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.authorization.jpa.entities.ResourceAttributeEntity;
import org.keycloak.authorization.jpa.entities.ResourceEntity;
import org.keycloak.authorization.jpa.entities.ResourceServerEntity;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * What Keycloak's stores cannot be asked of an owner's resources at a resource server: their ids
 * without the resources, the ids that a resource server chose, and to have a resource, or the names
 * of all, for oneself until the request has ended.
 */
final class ResourceSetRows {

  private final EntityManager entities;
  private final String resourceServerId;
  private final String ownerId;

  ResourceSetRows(KeycloakSession session, String resourceServerId, String ownerId) {
    this.entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    this.resourceServerId = resourceServerId;
    this.ownerId = ownerId;
  }

  /** The ids of all resources. */
  List<String> ids() {
    return ofOwner(
            entities.createQuery(
                "select r.id from ResourceEntity r"
                    + " where r.resourceServer = :resourceServer and r.owner = :owner"
                    + " order by r.id",
                String.class))
        .getResultList();
  }

  /**
   * The ids of all resources, or what an attribute says instead where a resource has it.
   *
   * @param attribute the attribute that a chosen id is in
   */
  List<String> chosenIds(String attribute) {
    List<String> ids =
        new ArrayList<>(
            ofOwner(
                    entities.createQuery(
                        "select a.value from ResourceAttributeEntity a"
                            + " where a.resource.resourceServer = :resourceServer"
                            + " and a.resource.owner = :owner and a.name = :attribute"
                            + " order by a.value",
                        String.class))
                .setParameter("attribute", attribute)
                .getResultList());
    ids.addAll(
        ofOwner(
                entities.createQuery(
                    "select r.id from ResourceEntity r"
                        + " where r.resourceServer = :resourceServer and r.owner = :owner"
                        + " and not exists (select a from ResourceAttributeEntity a"
                        + " where a.resource = r and a.name = :attribute) order by r.id",
                    String.class))
            .setParameter("attribute", attribute)
            .getResultList());
    return ids;
  }

  /**
   * The id of the resource that has a chosen id; empty where none has.
   *
   * @param attribute the attribute that a chosen id is in
   */
  Optional<String> idOfChosen(String attribute, String chosen) {
    return ofOwner(
            entities.createQuery(
                "select a from ResourceAttributeEntity a"
                    + " where a.resource.resourceServer = :resourceServer"
                    + " and a.resource.owner = :owner"
                    + " and a.name = :attribute and a.value = :chosen",
                ResourceAttributeEntity.class))
        .setParameter("attribute", attribute)
        .setParameter("chosen", chosen)
        .getResultStream()
        // Some databases take A for a.
        .filter(a -> chosen.equals(a.getValue()))
        .map(a -> a.getResource().getId())
        .findFirst();
  }

  /** Whether there is a resource with this id, as the database has it at this moment. */
  boolean exists(String id) {
    return !ofOwner(
            entities.createQuery(
                "select r.id from ResourceEntity r where r.id = :id"
                    + " and r.resourceServer = :resourceServer and r.owner = :owner",
                String.class))
        .setParameter("id", id)
        .getResultList()
        .isEmpty();
  }

  /**
   * Has a resource for oneself: who wants it too waits until this request has ended. To be called
   * before the resource is read, so that it is read as the one before left it.
   *
   * @return false where there is no such resource of this owner
   * @throws UmaException 503 when the database does not want to wait any longer
   */
  boolean lock(String id) {
    try {
      return !ofOwner(
              entities.createQuery(
                  "select r from ResourceEntity r where r.id = :id"
                      + " and r.resourceServer = :resourceServer and r.owner = :owner",
                  ResourceEntity.class))
          .setParameter("id", id)
          .setLockMode(LockModeType.PESSIMISTIC_WRITE)
          .getResultList()
          .isEmpty();
    } catch (PersistenceException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  /**
   * Like {@link #lock(String)}, at whichever resource server.
   *
   * @throws UmaException 503 when the database does not want to wait any longer
   */
  static boolean lock(KeycloakSession session, String ownerId, String id) {
    try {
      return !session
          .getProvider(JpaConnectionProvider.class)
          .getEntityManager()
          .createQuery(
              "select r from ResourceEntity r where r.id = :id and r.owner = :owner",
              ResourceEntity.class)
          .setParameter("id", id)
          .setParameter("owner", ownerId)
          .setLockMode(LockModeType.PESSIMISTIC_WRITE)
          .getResultList()
          .isEmpty();
    } catch (PersistenceException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  /**
   * Has the names of resources and scopes of the resource server for oneself, because a new name
   * must be none that another request is just about to take.
   *
   * @throws UmaException 503 when the database does not want to wait any longer
   */
  void lockNames() {
    try {
      entities.find(ResourceServerEntity.class, resourceServerId, LockModeType.PESSIMISTIC_WRITE);
    } catch (PersistenceException e) {
      throw UmaException.temporarilyUnavailable();
    }
  }

  private <T> TypedQuery<T> ofOwner(TypedQuery<T> query) {
    return query.setParameter("resourceServer", resourceServerId).setParameter("owner", ownerId);
  }
}
