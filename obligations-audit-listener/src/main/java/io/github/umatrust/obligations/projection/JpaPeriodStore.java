package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The periods of one realm in Keycloak's database, within the caller's transaction. Flushes only
 * where it must: a flush looks through everything that the batch has loaded.
 */
final class JpaPeriodStore implements PeriodStore {

  /** Values in one IN list: what every database takes. */
  private static final int IN_LIST = 500;

  private static final int PAGE = 200;

  private final EntityManager entityManager;
  private final Journal journal;
  private final String realmId;
  private final Map<String, PeriodEntity> loaded = new HashMap<>();

  JpaPeriodStore(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.journal = new Journal(entityManager, realmId);
    this.realmId = realmId;
  }

  @Override
  public List<Period> ofLineages(Collection<String> lineages) {
    return inLists(
        lineages,
        some ->
            periods(
                entityManager
                    .createQuery(
                        "select p from PeriodEntity p where p.realmId = :realm"
                            + " and p.lineage in (:keys) order by p.since, p.id",
                        PeriodEntity.class)
                    .setParameter("keys", some)));
  }

  @Override
  public List<JournalEntry> issuedWith(String refreshTokenId) {
    return journal.issuedWith(Bounded.key(refreshTokenId, Bounded.ID));
  }

  @Override
  public List<JournalEntry> entries(Collection<String> entryIds) {
    return inLists(entryIds, journal::entries);
  }

  @Override
  public List<JournalEntry> entriesOf(String periodId, long unexpiredAt) {
    return journal.entriesOf(periodId, unexpiredAt);
  }

  @Override
  public List<JournalEntry> endsOf(Collection<String> keys) {
    return inLists(keys, journal::endsOf);
  }

  /**
   * Finds the ids of all first, and nothing else: asked for them in their order, page by page, H2
   * walks through the whole table, where it would find them by what they are reached by.
   */
  @Override
  public void reachedBy(End end, long moment, Consumer<List<Period>> action) {
    entityManager.flush();
    for (ReachCondition condition : ReachCondition.ofPeriods(end.reach())) {
      TypedQuery<String> query =
          entityManager
              .createQuery(
                  "select x.id from PeriodEntity x where x.realmId = :realm"
                      + " and (x.until is null or x.until > :moment) and "
                      + condition.jpql(),
                  String.class)
              .setFlushMode(FlushModeType.COMMIT)
              .setParameter("realm", realmId)
              .setParameter("moment", moment);
      condition.bind(query);
      List<String> ids = query.getResultList();
      for (int from = 0; from < ids.size(); from += PAGE) {
        visit(ids.subList(from, Math.min(from + PAGE, ids.size())), action);
      }
    }
  }

  private void visit(List<String> ids, Consumer<List<Period>> action) {
    Set<String> others = new HashSet<>(ids);
    others.removeAll(loaded.keySet());
    action.accept(
        periods(
            entityManager
                .createQuery(
                    "select x from PeriodEntity x where x.realmId = :realm and x.id in (:ids)",
                    PeriodEntity.class)
                .setParameter("ids", ids)));
    if (ids.size() == PAGE) {
      // or one end of very many would keep all of them in memory
      entityManager.flush();
      for (String id : others) {
        entityManager.detach(loaded.remove(id));
      }
    }
  }

  @Override
  public void add(Period period, Set<String> resourceSetIds) {
    PeriodEntity row = PeriodEntity.of(period);
    entityManager.persist(row);
    loaded.put(period.id(), row);
    for (String resourceSetId : resourceSetIds) {
      entityManager.persist(
          new PeriodResourceSetEntity(
              period.id(), Bounded.key(resourceSetId, Bounded.ID), realmId, period.since()));
    }
  }

  @Override
  public void update(Period period) {
    PeriodEntity row = loaded.get(period.id());
    if (row == null) {
      throw new IllegalStateException("only what was loaded can change");
    }
    row.update(period);
  }

  @Override
  public void reported(@Nullable String periodId, JournalEntry report) {
    TokenRef token = report.token();
    Interaction interaction = report.interaction();
    if (token == null || interaction == null) {
      return;
    }
    for (String id :
        periodId == null
            ? journal.rptPeriodsOf(Bounded.key(token.id(), Bounded.ID))
            : List.of(periodId)) {
      PeriodEntity row = loaded.get(id);
      if (row == null) {
        row = entityManager.find(PeriodEntity.class, id);
      }
      if (row != null) {
        row.reported(interaction, report.occurredAt());
      }
    }
  }

  private List<Period> periods(TypedQuery<PeriodEntity> query) {
    List<Period> periods = new ArrayList<>();
    for (PeriodEntity row :
        query.setFlushMode(FlushModeType.COMMIT).setParameter("realm", realmId).getResultList()) {
      Period period = row.toPeriod();
      loaded.put(period.id(), row);
      periods.add(period);
    }
    return periods;
  }

  private static <T> List<T> inLists(
      Collection<String> values, Function<List<String>, List<T>> query) {
    List<String> all = new ArrayList<>(new LinkedHashSet<>(values));
    List<T> result = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IN_LIST) {
      result.addAll(query.apply(all.subList(from, Math.min(from + IN_LIST, all.size()))));
    }
    return result;
  }
}
