package io.github.umatrust.uma.fact;

import io.github.umatrust.uma.settings.UmaSettings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The claims that requesting parties supplied for a resource set, in one realm. What was supplied
 * for one resource set says nothing to the owner of another.
 */
public final class SuppliedClaims {

  private static final int BATCH = 1000;

  private final Facts facts;
  private final PermissionsNotBefore notBefore;
  private final int lifespan;

  public SuppliedClaims(KeycloakSession session) {
    this.facts = Facts.of(session);
    this.notBefore = new PermissionsNotBefore(session);
    this.lifespan = UmaSettings.of(session.getContext().getRealm()).claimsLifespan();
  }

  /**
   * A claim, for which resource set and when it was supplied.
   *
   * @param userId who supplied it
   * @param resourceSetId the resource set, by Keycloak's id
   * @param claim the claim
   * @param suppliedAt when, in seconds since the epoch
   * @param expiresAt when it no longer counts, in seconds since the epoch; null for never
   */
  public record Fact(
      String userId,
      String resourceSetId,
      SuppliedClaim claim,
      long suppliedAt,
      @Nullable Long expiresAt) {}

  /** Keeps claims, instead of what the same issuer said of the same claims before. */
  public void supply(String userId, String resourceSetId, List<SuppliedClaim> claims) {
    long now = Time.currentTimeSeconds();
    Long expiresAt = lifespan == 0 ? null : now + lifespan;
    List<SuppliedClaimEntity> before = rows(userId, resourceSetId).getResultList();
    for (SuppliedClaim claim : claims) {
      delete(before.stream().filter(b -> b.isReplacedBy(claim)).toList());
      facts
          .entities()
          .persist(
              SuppliedClaimEntity.of(
                  facts.realmId(), userId, resourceSetId, claim, now, expiresAt));
    }
    facts.entities().flush();
  }

  /** The claims of a person for a resource set that count now. */
  public List<SuppliedClaim> of(String userId, String resourceSetId) {
    return rows(userId, resourceSetId).getResultList().stream()
        .map(SuppliedClaimEntity::toFact)
        .filter(SuppliedClaims::counts)
        .map(Fact::claim)
        .toList();
  }

  /** All that a person supplied and that counts now, by resource set and name. */
  public List<Fact> ofUser(String userId) {
    return facts
        .entities()
        .createQuery(
            "select c from SuppliedClaimEntity c where c.realmId = :realm and c.userId = :user"
                + " order by c.resourceSetId, c.name, c.id",
            SuppliedClaimEntity.class)
        .setParameter("realm", facts.realmId())
        .setParameter("user", userId)
        .getResultStream()
        .map(SuppliedClaimEntity::toFact)
        .filter(SuppliedClaims::counts)
        .toList();
  }

  /**
   * Forgets what a person supplied for a resource set, and takes back the permissions that the
   * person has on it.
   *
   * @return whether there was anything
   */
  public boolean forget(String userId, String resourceSetId) {
    List<SuppliedClaimEntity> rows = rows(userId, resourceSetId).getResultList();
    delete(rows);
    if (!rows.isEmpty()) {
      notBefore.takeBack(resourceSetId, userId);
    }
    return !rows.isEmpty();
  }

  /**
   * Removes some of the claims of all realms that no longer count.
   *
   * @return whether there may be more of them
   */
  static boolean removeExpired(KeycloakSession session) {
    EntityManager entities = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    List<String> ids =
        entities
            .createQuery(
                "select c.id from SuppliedClaimEntity c where c.expiresAt <= :now", String.class)
            .setParameter("now", Time.currentTimeSeconds())
            .setMaxResults(BATCH)
            .getResultList();
    if (!ids.isEmpty()) {
      entities
          .createQuery("delete from SuppliedClaimEntity c where c.id in :ids")
          .setParameter("ids", ids)
          .executeUpdate();
    }
    return ids.size() == BATCH;
  }

  /** Another request may have deleted the same rows at the same moment, which is no failure. */
  private void delete(List<SuppliedClaimEntity> rows) {
    if (!rows.isEmpty()) {
      facts
          .entities()
          .createQuery("delete from SuppliedClaimEntity c where c.id in :ids")
          .setParameter("ids", rows.stream().map(SuppliedClaimEntity::id).toList())
          .executeUpdate();
      rows.forEach(facts.entities()::detach);
    }
  }

  private static boolean counts(Fact fact) {
    return fact.expiresAt() == null || fact.expiresAt() > Time.currentTimeSeconds();
  }

  private TypedQuery<SuppliedClaimEntity> rows(String userId, String resourceSetId) {
    return facts
        .entities()
        .createQuery(
            "select c from SuppliedClaimEntity c where c.realmId = :realm"
                + " and c.userId = :user and c.resourceSetId = :resourceSet",
            SuppliedClaimEntity.class)
        .setParameter("realm", facts.realmId())
        .setParameter("user", userId)
        .setParameter("resourceSet", resourceSetId);
  }
}
