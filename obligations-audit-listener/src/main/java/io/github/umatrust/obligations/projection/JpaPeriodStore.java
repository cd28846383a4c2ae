package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  public List<Period> periods(Collection<String> periodIds) {
    return inLists(
        periodIds,
        some ->
            periods(
                entityManager
                    .createQuery(
                        "select p from PeriodEntity p where p.id in (:ids)", PeriodEntity.class)
                    .setParameter("ids", some)));
  }

  @Override
  public List<Period> ofLineages(Collection<String> lineages) {
    return inLists(
        lineages,
        some ->
            periods(
                entityManager
                    .createQuery(
                        "select p from PeriodEntity p where p.lineage in (:keys)"
                            + " order by p.since, p.id",
                        PeriodEntity.class)
                    .setParameter("keys", some)));
  }

  @Override
  public @Nullable Period latest(String lineage, Interaction interaction) {
    List<Period> latest =
        periods(
            entityManager
                .createQuery(
                    "select p from PeriodEntity p where p.lineage = :lineage"
                        + " and p.interaction = :interaction"
                        + " order by p.lineage desc, p.interaction desc, p.since desc, p.id desc",
                    PeriodEntity.class)
                .setParameter("lineage", lineage)
                .setParameter("interaction", interaction.id())
                .setMaxResults(1));
    return latest.isEmpty() ? null : latest.get(0);
  }

  @Override
  public List<JournalEntry> issuedWith(Collection<String> refreshTokenIds) {
    return inLists(
            refreshTokenIds.stream().map(id -> Bounded.key(id, Bounded.ID)).toList(),
            journal::issuedWith)
        .stream()
        .sorted(Comparator.comparingLong(JournalEntry::recordedAt).thenComparing(JournalEntry::id))
        .toList();
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
   * {@inheritDoc}
   *
   * <p>Asks for ids first, by what an end names, and by the realm only where an index begins with
   * it: H2 keeps to the index that it chose when the tables were small, so there must be one only.
   */
  @Override
  public void reachedBy(Collection<End> ends, long moment, Consumer<List<Period>> action) {
    entityManager.flush();
    Set<String> tokenIds = new LinkedHashSet<>();
    Set<Reach> others = new LinkedHashSet<>();
    for (End end : ends) {
      switch (end.reach().kind()) {
        case TOKEN, TICKET -> tokenIds.add(Bounded.key(end.reach().subject(), Bounded.ID));
        default -> others.add(end.reach());
      }
    }
    visit(inLists(tokenIds, journal::periodsOfTokens), ReachCondition.ANY, moment, action);
    for (Reach reach : others) {
      Optional<ReachCondition> onPermissions = ReachCondition.ofRestingOn(reach);
      if (onPermissions.isPresent()) {
        visit(periodsAbout(ReachCondition.resourceSet(reach)), onPermissions.get(), moment, action);
      } else {
        Set<String> ids = new LinkedHashSet<>();
        for (ReachCondition condition : ReachCondition.ofRows(reach)) {
          ids.addAll(periodsOf(condition, isFoundByRealm(reach)));
        }
        visit(List.copyOf(ids), ReachCondition.ANY, moment, action);
      }
    }
  }

  private List<String> periodsAbout(String resourceSetId) {
    return entityManager
        .createQuery(
            "select r.periodId from PeriodResourceSetEntity r where r.realmId = :realm"
                + " and r.resourceSetId = :set",
            String.class)
        .setFlushMode(FlushModeType.COMMIT)
        .setParameter("realm", realmId)
        .setParameter("set", resourceSetId)
        .getResultList();
  }

  /** Whether the index of what it names begins with the realm. */
  private static boolean isFoundByRealm(Reach reach) {
    return switch (reach.kind()) {
      case PARTY, CLIENT, CLIENT_TOKENS, REALM -> true;
      default -> false;
    };
  }

  private List<String> periodsOf(ReachCondition condition, boolean byRealm) {
    TypedQuery<String> query =
        entityManager
            .createQuery(
                "select x.id from PeriodEntity x where "
                    + (byRealm ? "x.realmId = :realm and " : "")
                    + condition.jpql(),
                String.class)
            .setFlushMode(FlushModeType.COMMIT);
    if (byRealm) {
      query.setParameter("realm", realmId);
    }
    condition.bind(query);
    return query.getResultList();
  }

  /** Those of these periods that meet a condition and last longer than this moment. */
  private void visit(
      List<String> ids, ReachCondition condition, long moment, Consumer<List<Period>> action) {
    boolean many = ids.size() > PAGE;
    Set<String> before = many ? Set.copyOf(loaded.keySet()) : Set.of();
    for (int from = 0; from < ids.size(); from += PAGE) {
      List<String> page = ids.subList(from, Math.min(from + PAGE, ids.size()));
      TypedQuery<PeriodEntity> query =
          entityManager
              .createQuery(
                  "select x from PeriodEntity x where x.id in (:ids)"
                      + " and (x.until is null or x.until > :moment) and "
                      + condition.jpql(),
                  PeriodEntity.class)
              .setParameter("ids", page)
              .setParameter("moment", moment);
      condition.bind(query);
      action.accept(periods(query));
      if (many) {
        forgetAllBut(before);
      }
    }
  }

  /** Or an end of very many periods would keep all of them in memory. */
  private void forgetAllBut(Set<String> ids) {
    entityManager.flush();
    loaded
        .entrySet()
        .removeIf(
            entry -> {
              if (ids.contains(entry.getKey())) {
                return false;
              }
              entityManager.detach(entry.getValue());
              return true;
            });
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
    for (PeriodEntity row : query.setFlushMode(FlushModeType.COMMIT).getResultList()) {
      Period period = row.toPeriod();
      if (period.realmId().equals(realmId)) {
        loaded.put(period.id(), row);
        periods.add(period);
      }
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
