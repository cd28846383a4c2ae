package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds journal entries page by page, newest first, within the caller's transaction.
 *
 * <p>The journal is written with every token and has an index for its own sake only: time, token,
 * ticket. Whose obligations an entry is about, the periods know. So what is asked of parties,
 * clients and resource sets is looked for in a stretch of the journal first, where whoever has much
 * to do is found at once; and else by way of the periods, of which the others have few.
 */
public final class EntryFinder {

  /** How many entries the search through the journal itself goes back. */
  private static final int STRETCH = 4000;

  private final EntityManager entityManager;
  private final String realmId;

  public EntryFinder(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.realmId = realmId;
  }

  /** One entry, or null when the realm has none with this id. */
  public @Nullable JournalEntry find(String id) {
    return entityManager
        .createQuery(
            "select j from JournalEntity j where j.realmId = :realm and j.id = :id",
            JournalEntity.class)
        .setParameter("realm", realmId)
        .setParameter("id", id)
        .getResultStream()
        .findAny()
        .map(JournalEntity::toEntry)
        .orElse(null);
  }

  /**
   * Entries of a period whose tokens were issued for this refresh token.
   *
   * @param max how many at most
   */
  public List<JournalEntry> renewedWith(String refreshTokenId, String periodId, int max) {
    return entityManager
        .createQuery(
            "select j from JournalEntity j where j.realmId = :realm and j.periodId = :period"
                + " and j.fromRefreshTokenId = :refreshToken order by j.recordedAt desc, j.id desc",
            JournalEntity.class)
        .setParameter("realm", realmId)
        .setParameter("period", periodId)
        .setParameter("refreshToken", refreshTokenId)
        .setMaxResults(max)
        .getResultStream()
        .map(JournalEntity::toEntry)
        .toList();
  }

  /** One page. */
  public List<JournalEntry> find(EntryQuery query) {
    if (!query.isAboutObligations()) {
      return list("select j from JournalEntity j where j.realmId = :realm", Map.of(), query, null);
    }
    Long since = beginOfStretch(query);
    List<JournalEntry> recent = ofObligations(query, since);
    return since == null || recent.size() == query.max() ? recent : ofObligations(query, null);
  }

  /** When the stretch began, or null when it goes back to the first entry. */
  private @Nullable Long beginOfStretch(EntryQuery query) {
    Criteria criteria = new Criteria(query, null);
    return criteria
        .bind(
            entityManager
                .createQuery(
                    "select j.recordedAt from JournalEntity j where j.realmId = :realm"
                        + criteria.jpql
                        + " order by j.recordedAt desc, j.id desc",
                    Long.class)
                .setParameter("realm", realmId)
                .setFirstResult(STRETCH)
                .setMaxResults(1))
        .getResultStream()
        .findAny()
        .orElse(null);
  }

  private List<JournalEntry> ofObligations(EntryQuery query, @Nullable Long since) {
    Map<String, JournalEntry> found = new HashMap<>();
    for (Condition party : Condition.ofParty(query.party(), realmId)) {
      for (Condition client : Condition.ofClient(query.client())) {
        Map<String, Object> parameters = new LinkedHashMap<>(party.parameters());
        parameters.putAll(client.parameters());
        String from = "select j from JournalEntity j join PeriodEntity p on p.id = j.periodId";
        String where = " where j.realmId = :realm and p.realmId = :realm";
        if (query.resourceSet() != null) {
          from += " join PeriodResourceSetEntity r on r.periodId = p.id";
          where += " and r.realmId = :realm and r.resourceSetId = :resourceSet";
          parameters.put("resourceSet", Bounded.key(query.resourceSet(), Bounded.ID));
        }
        list(from + where + party.jpql() + client.jpql(), parameters, query, since)
            .forEach(entry -> found.put(entry.id(), entry));
      }
    }
    return found.values().stream()
        .sorted(
            Comparator.comparingLong(JournalEntry::recordedAt)
                .thenComparing(JournalEntry::id)
                .reversed())
        .limit(query.max())
        .toList();
  }

  private List<JournalEntry> list(
      String select, Map<String, Object> parameters, EntryQuery query, @Nullable Long since) {
    Criteria criteria = new Criteria(query, since);
    TypedQuery<JournalEntity> typed =
        entityManager
            .createQuery(
                select + criteria.jpql + " order by j.recordedAt desc, j.id desc",
                JournalEntity.class)
            .setParameter("realm", realmId)
            .setMaxResults(query.max());
    parameters.forEach(typed::setParameter);
    return criteria.bind(typed).getResultList().stream().map(JournalEntity::toEntry).toList();
  }

  /** What is asked of the entry itself. */
  private static final class Criteria {

    private final StringBuilder jpql = new StringBuilder();
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    Criteria(EntryQuery query, @Nullable Long since) {
      if (query.interaction() != null) {
        add(" and j.interaction = :interaction", "interaction", query.interaction().id());
      }
      if (query.type() != null) {
        jpql.append(" and ").append(query.type().jpql());
      }
      if (query.tokenId() != null) {
        add(" and j.tokenId = :token", "token", Bounded.key(query.tokenId(), Bounded.ID));
      }
      if (query.ticketId() != null) {
        add(" and j.ticketId = :ticket", "ticket", Bounded.key(query.ticketId(), Bounded.ID));
      }
      if (query.from() != null) {
        add(" and j.recordedAt >= :from", "from", query.from());
      }
      if (query.to() != null) {
        add(" and j.recordedAt < :to", "to", query.to());
      }
      EntryCursor after = query.after();
      if (after != null) {
        add(
            " and j.recordedAt <= :afterTime and (j.recordedAt < :afterTime or j.id < :afterId)",
            "afterTime",
            after.recordedAt());
        parameters.put("afterId", after.id());
      }
      if (since != null) {
        add(" and j.recordedAt >= :since", "since", since);
      }
    }

    private void add(String condition, String parameter, Object value) {
      jpql.append(condition);
      parameters.put(parameter, value);
    }

    <T> TypedQuery<T> bind(TypedQuery<T> query) {
      parameters.forEach(query::setParameter);
      return query;
    }
  }
}
