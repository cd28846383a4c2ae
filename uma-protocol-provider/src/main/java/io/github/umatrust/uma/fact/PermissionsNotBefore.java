package io.github.umatrust.uma.fact;

import jakarta.persistence.Query;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;

/**
 * Permissions on resource sets that were taken back: all that were granted up to a moment are worth
 * nothing, whichever RPT carries them. New ones can be granted.
 */
public final class PermissionsNotBefore {

  private final Facts facts;

  public PermissionsNotBefore(KeycloakSession session) {
    this.facts = Facts.of(session);
  }

  /**
   * Takes back the permissions on a resource set that were granted until now.
   *
   * @param resourceSetId the resource set, by Keycloak's id
   * @param userId whose permissions; null for everybody's
   */
  public void takeBack(String resourceSetId, @Nullable String userId) {
    // The later moment says all that the earlier ones said.
    Query earlier =
        facts
            .entities()
            .createQuery(
                "delete from PermissionNotBeforeEntity n where n.realmId = :realm"
                    + " and n.resourceSetId = :resourceSet and n.userId "
                    + (userId == null ? "is null" : "= :user"))
            .setParameter("realm", facts.realmId())
            .setParameter("resourceSet", resourceSetId);
    if (userId != null) {
      earlier.setParameter("user", userId);
    }
    earlier.executeUpdate();
    facts
        .entities()
        .persist(
            PermissionNotBeforeEntity.of(
                facts.realmId(), resourceSetId, userId, Time.currentTimeSeconds()));
    facts.entities().flush();
  }

  /**
   * Until when the permissions of a person were taken back.
   *
   * @param resourceSetIds the resource sets, by Keycloak's ids
   * @return seconds since the epoch by resource set, where there is such a moment; what was granted
   *     in that second was taken back, too
   */
  public Map<String, Long> of(Collection<String> resourceSetIds, String userId) {
    Map<String, Long> moments = new HashMap<>();
    // One by one: of a query for several, Hibernate would make the SQL anew each time.
    for (String resourceSetId : Set.copyOf(resourceSetIds)) {
      facts
          .entities()
          .createQuery(
              "select max(n.notBefore) from PermissionNotBeforeEntity n where n.realmId = :realm"
                  + " and n.resourceSetId = :resourceSet"
                  + " and (n.userId is null or n.userId = :user)",
              Long.class)
          .setParameter("realm", facts.realmId())
          .setParameter("resourceSet", resourceSetId)
          .setParameter("user", userId)
          .getResultStream()
          .filter(Objects::nonNull)
          .forEach(moment -> moments.put(resourceSetId, moment));
    }
    return moments;
  }
}
