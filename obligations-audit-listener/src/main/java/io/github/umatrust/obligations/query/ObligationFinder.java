package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.ObligationState;
import io.github.umatrust.obligations.projection.Period;
import io.github.umatrust.obligations.projection.PeriodEntity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds obligations page by page, newest first, within the caller's transaction.
 *
 * <p>Each way in which something can match (a party in one of its roles, a client or a resource
 * server) is a query of its own that walks one index in the order of the page; their answers are
 * merged. So a page costs what the page holds, and not what the ledger holds.
 */
public final class ObligationFinder {

  /** The order of pages; the same period, found in two ways, is one. */
  private static final Comparator<Period> NEWEST_FIRST =
      Comparator.comparingLong(Period::since).thenComparing(Period::id).reversed();

  private final EntityManager entityManager;
  private final String realmId;
  private final long now;

  /**
   * @param realmId the realm's id
   * @param now time of looking, milliseconds since the epoch
   */
  public ObligationFinder(EntityManager entityManager, String realmId, long now) {
    this.entityManager = entityManager;
    this.realmId = realmId;
    this.now = now;
  }

  /** One page. */
  public List<Obligation> find(ObligationQuery query) {
    List<Obligation> page = new ArrayList<>();
    Set<Interaction> interactions = query.interactions();
    if (interactions.isEmpty()) {
      return page;
    }
    long moment = query.asOf() == null ? now : query.asOf();
    ObligationQuery next = query;
    while (page.size() < query.max()) {
      List<Period> periods = periods(next, interactions, moment);
      for (Period period : periods) {
        for (Obligation obligation : Obligation.of(period, moment)) {
          if (page.size() < query.max() && next.matches(obligation)) {
            page.add(obligation);
          }
        }
      }
      if (periods.size() < query.max()) {
        break;
      }
      List<Obligation> last = Obligation.of(periods.get(periods.size() - 1), moment);
      next = next.after(Cursor.at(last.get(last.size() - 1)));
    }
    return page;
  }

  private List<Period> periods(ObligationQuery query, Set<Interaction> interactions, long moment) {
    Set<Period> found = new TreeSet<>(NEWEST_FIRST);
    for (Condition party : parties(query)) {
      for (Condition client : Condition.ofClient(query.client())) {
        found.addAll(periods(query, interactions, moment, party, client));
      }
    }
    return found.stream().limit(query.max()).toList();
  }

  private List<Condition> parties(ObligationQuery query) {
    return query.party() != null && query.byPartyId()
        ? Condition.ofPartyId(query.party())
        : Condition.ofParty(query.party(), realmId);
  }

  private List<Period> periods(
      ObligationQuery query,
      Set<Interaction> interactions,
      long moment,
      Condition party,
      Condition client) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.putAll(party.parameters());
    parameters.putAll(client.parameters());
    boolean byResourceSet = query.resourceSet() != null;
    // where the walk goes: the resource set's own index, if one is asked for
    String since = byResourceSet ? "r.since" : "p.since";
    String id = byResourceSet ? "r.periodId" : "p.id";
    StringBuilder jpql =
        new StringBuilder(
            byResourceSet
                ? "select p from PeriodResourceSetEntity r join PeriodEntity p on p.id = r.periodId"
                    + " where r.realmId = :realm and r.resourceSetId = :resourceSet"
                : "select p from PeriodEntity p where p.realmId = :realm");
    parameters.put("realm", realmId);
    if (query.resourceSet() != null) {
      parameters.put("resourceSet", Bounded.key(query.resourceSet(), Bounded.ID));
    }
    jpql.append(party.jpql()).append(client.jpql());
    if (interactions.size() < Interaction.values().length) {
      jpql.append(
          interactions.size() == 1
              ? " and p.interaction = :interactions"
              : " and p.interaction in (:interactions)");
      List<String> ids = interactions.stream().map(Interaction::id).toList();
      parameters.put("interactions", ids.size() == 1 ? ids.get(0) : ids);
    }
    if (query.tokenKind() != null) {
      jpql.append(" and p.tokenKind = :kind");
      parameters.put("kind", query.tokenKind().id());
    }
    if (query.tokenId() != null) {
      jpql.append(
          " and p.id in (select j.periodId from JournalEntity j where j.realmId = :realm"
              + " and j.tokenId = :token)");
      parameters.put("token", Bounded.key(query.tokenId(), Bounded.ID));
    }
    if (query.from() != null) {
      jpql.append(" and ").append(since).append(" >= :from");
      parameters.put("from", query.from());
    }
    if (query.to() != null) {
      jpql.append(" and ").append(since).append(" < :to");
      parameters.put("to", query.to());
    }
    if (query.asOf() != null) {
      jpql.append(" and ").append(since).append(" <= :moment");
      parameters.put("moment", moment);
    }
    if (query.state() == ObligationState.IN_FORCE) {
      jpql.append(" and (p.until is null or p.until > :moment)");
      parameters.put("moment", moment);
    } else if (query.state() == ObligationState.ENDED) {
      jpql.append(" and p.until <= :moment");
      parameters.put("moment", moment);
    }
    Cursor after = query.after();
    if (after != null) {
      jpql.append(
          " and %1$s <= :afterSince and (%1$s < :afterSince or %2$s <= :afterId)"
              .formatted(since, id));
      parameters.put("afterSince", after.since());
      parameters.put("afterId", after.periodId());
    }
    jpql.append(" order by %s desc, %s desc".formatted(since, id));
    TypedQuery<PeriodEntity> typed =
        entityManager.createQuery(jpql.toString(), PeriodEntity.class).setMaxResults(query.max());
    parameters.forEach(typed::setParameter);
    return typed.getResultList().stream().map(PeriodEntity::toPeriod).toList();
  }
}
