package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.journal.Reach;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.List;

/**
 * The periods of one realm as others see them, in Keycloak's database and within the caller's
 * transaction.
 */
public final class Periods {

  private final EntityManager entityManager;
  private final String realmId;

  public Periods(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.realmId = realmId;
  }

  /** What turns journal rows into the periods of this realm. */
  public Projector projector() {
    return new Projector(new JpaPeriodStore(entityManager, realmId));
  }

  /**
   * Whether such an end reaches a period that lasts longer, or a row that is not projected yet.
   * Ends that reach nothing are not recorded: the logout of someone who never dealt with UMA is
   * none of the ledger's business.
   *
   * @param moment when it ends, milliseconds since the epoch
   */
  public boolean areReachedBy(Reach reach, long moment) {
    // these first: what is projected in between is found among the periods
    return areUnsequencedReachedBy(reach)
        || ReachCondition.ofPeriods(reach).stream()
            .anyMatch(
                condition ->
                    exists(
                        "select x.id from PeriodEntity x where x.realmId = :realm"
                            + " and (x.until is null or x.until > "
                            + moment
                            + ") and ",
                        condition));
  }

  private boolean areUnsequencedReachedBy(Reach reach) {
    String unsequenced =
        "select x.id from JournalEntity x where x.realmId = :realm and x.leafIndex = -1"
            + " and x.interaction is not null and ";
    List<ReachCondition> ofRows = ReachCondition.ofRows(reach);
    if (ofRows.isEmpty()) {
      // which resource sets a row is about is not known before it is projected
      return exists(unsequenced, ReachCondition.ANY);
    }
    return ofRows.stream().anyMatch(condition -> exists(unsequenced, condition));
  }

  /**
   * The resource sets of a resource server whose removal ends a period that lasts longer.
   *
   * @param resourceServer the internal id of its client
   * @param moment when they are removed, milliseconds since the epoch
   */
  public List<String> resourceSetsOf(String resourceServer, long moment) {
    ReachCondition resting = ReachCondition.restingOnPermissions();
    TypedQuery<String> typed =
        entityManager
            .createQuery(
                "select distinct r.resourceSetId from PeriodResourceSetEntity r, PeriodEntity x"
                    + " where x.realmId = :realm and x.participants.resourceServerUuid = :server"
                    + " and (x.until is null or x.until > :moment)"
                    + " and r.periodId = x.id and r.realmId = :realm and "
                    + resting.jpql(),
                String.class)
            .setParameter("realm", realmId)
            .setParameter("server", resourceServer)
            .setParameter("moment", moment);
    resting.bind(typed);
    return typed.getResultList();
  }

  private boolean exists(String query, ReachCondition condition) {
    TypedQuery<String> typed =
        entityManager
            .createQuery(query + condition.jpql(), String.class)
            .setParameter("realm", realmId)
            .setMaxResults(1);
    condition.bind(typed);
    return !typed.getResultList().isEmpty();
  }
}
