package io.github.umatrust.uma.fact;

import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The terms that people accepted, in one realm. */
public final class TermsAcceptances {

  private final Facts facts;
  private final PermissionsNotBefore notBefore;

  public TermsAcceptances(KeycloakSession session) {
    this.facts = Facts.of(session);
    this.notBefore = new PermissionsNotBefore(session);
  }

  /**
   * Records that somebody accepted the terms of a resource set, unless the same acceptance holds
   * already.
   *
   * @param version the version of the terms
   * @param hash the hash of the text that was shown
   * @param language the language it was shown in
   * @param clientId the client through which the person came, by Keycloak's id
   * @param ticketId the id of the ticket that was asked with; null when there was none
   */
  public void accept(
      String userId,
      String resourceSetId,
      String version,
      String hash,
      String language,
      String clientId,
      @Nullable String ticketId) {
    boolean known =
        holding(userId, resourceSetId).stream()
            .anyMatch(a -> a.version().equals(version) && a.hash().equals(hash));
    if (!known) {
      facts
          .entities()
          .persist(
              TermsAcceptanceEntity.of(
                  facts.realmId(),
                  new TermsAcceptance(
                      KeycloakModelUtils.generateId(),
                      userId,
                      resourceSetId,
                      version,
                      hash,
                      language,
                      clientId,
                      ticketId,
                      Time.currentTimeSeconds(),
                      null)));
      facts.entities().flush();
    }
  }

  /** The acceptances of a person for a resource set that were not withdrawn. */
  public List<TermsAcceptance> holding(String userId, String resourceSetId) {
    return acceptances(holdingRows(userId, resourceSetId));
  }

  /**
   * Acceptances of a person, the latest first.
   *
   * @param first how many to leave out
   * @param most how many at most
   */
  public List<TermsAcceptance> ofUser(String userId, int first, int most) {
    return acceptances(
        facts
            .entities()
            .createQuery(
                "select a from TermsAcceptanceEntity a where a.realmId = :realm"
                    + " and a.userId = :user order by a.acceptedAt desc, a.id",
                TermsAcceptanceEntity.class)
            .setParameter("realm", facts.realmId())
            .setParameter("user", userId)
            .setFirstResult(first)
            .setMaxResults(most));
  }

  /**
   * Acceptances of the terms of a resource set, the latest first.
   *
   * @param first how many to leave out
   * @param most how many at most
   */
  public List<TermsAcceptance> ofResourceSet(String resourceSetId, int first, int most) {
    return acceptances(
        facts
            .entities()
            .createQuery(
                "select a from TermsAcceptanceEntity a where a.realmId = :realm"
                    + " and a.resourceSetId = :resourceSet order by a.acceptedAt desc, a.id",
                TermsAcceptanceEntity.class)
            .setParameter("realm", facts.realmId())
            .setParameter("resourceSet", resourceSetId)
            .setFirstResult(first)
            .setMaxResults(most));
  }

  /**
   * Withdraws an acceptance of a person, with all others for the same resource set, and takes back
   * the permissions that the person has on it.
   *
   * @return the acceptance as it is now; empty when the person has none of this id that holds
   */
  public Optional<TermsAcceptance> withdraw(String userId, String id) {
    TermsAcceptanceEntity entity = facts.entities().find(TermsAcceptanceEntity.class, id);
    if (entity == null || !entity.realmId().equals(facts.realmId())) {
      return Optional.empty();
    }
    TermsAcceptance acceptance = entity.toAcceptance();
    if (!acceptance.userId().equals(userId) || acceptance.withdrawnAt() != null) {
      return Optional.empty();
    }
    // All that hold for the resource set: two requests at once may have recorded one act twice.
    long now = Time.currentTimeSeconds();
    holdingRows(userId, acceptance.resourceSetId()).getResultList().forEach(a -> a.withdraw(now));
    notBefore.takeBack(acceptance.resourceSetId(), userId);
    return Optional.of(entity.toAcceptance());
  }

  private TypedQuery<TermsAcceptanceEntity> holdingRows(String userId, String resourceSetId) {
    return facts
        .entities()
        .createQuery(
            "select a from TermsAcceptanceEntity a where a.realmId = :realm"
                + " and a.userId = :user and a.resourceSetId = :resourceSet"
                + " and a.withdrawnAt is null",
            TermsAcceptanceEntity.class)
        .setParameter("realm", facts.realmId())
        .setParameter("user", userId)
        .setParameter("resourceSet", resourceSetId);
  }

  private static List<TermsAcceptance> acceptances(TypedQuery<TermsAcceptanceEntity> query) {
    return query.getResultList().stream().map(TermsAcceptanceEntity::toAcceptance).toList();
  }
}
