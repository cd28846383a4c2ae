package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.IndexedId;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds journal entries page by page, newest first, within the caller's transaction.
 *
 * <p>The journal is written with every token and has an index for its own sake only: time, token,
 * ticket. Whatever else is asked for is looked for in a stretch of the journal. Whose obligations
 * an entry is about, the periods know: who has few of them is found by way of them, also where
 * nothing is in the stretch. Else a page holds less than was asked for and says where to go on.
 */
public final class EntryFinder {

  /** Said with all columns of the index: H2 does not see otherwise that it has this order. */
  private static final String NEWEST_FIRST =
      " order by j.realmId desc, j.recordedAt desc, j.id desc";

  /**
   * The same of a token or a ticket. Not said with all columns of an index: H2 would rather walk
   * through all of the realm in this order than sort those few.
   */
  private static final String FEW_NEWEST_FIRST = " order by j.recordedAt desc, j.id desc";

  private static final String PERIODS_OF_REALM =
      "p.id from PeriodEntity p where p.realmId = :realm";

  /** Of whom there are more periods than this, entries are looked for in the journal alone. */
  private static final int FEW = 1000;

  /** What can happen many times with one token. */
  private static final List<String> REPEATED =
      Stream.of(
              Interaction.RPT_INTROSPECTED,
              Interaction.ACCESS_ANSWERED,
              Interaction.ACCESS_REPORTED)
          .map(Interaction::id)
          .toList();

  private final EntityManager entityManager;
  private final String realmId;
  private final Stretches stretches;
  private final int few;

  public EntryFinder(EntityManager entityManager, String realmId) {
    this(entityManager, realmId, Stretches.DEFAULT, FEW);
  }

  EntryFinder(EntityManager entityManager, String realmId, Stretches stretches, int few) {
    this.entityManager = entityManager;
    this.realmId = realmId;
    this.stretches = stretches;
    this.few = few;
  }

  /**
   * A page.
   *
   * @param entries what is on it: as many as were asked for, or less, or none
   * @param next where the search goes on, null when it is at its end
   */
  public record Found(List<JournalEntry> entries, @Nullable EntryCursor next) {}

  /** One entry, or null when the realm has none with this id. */
  public @Nullable JournalEntry find(String id) {
    if (id.chars().anyMatch(Character::isISOControl)) {
      return null; // PostgreSQL takes no NUL, not even to find nothing
    }
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
   * @param periodId id of a period of the realm
   * @param max how many at most
   */
  public List<JournalEntry> renewedWith(String refreshTokenId, String periodId, int max) {
    return entityManager
        .createQuery(
            "select j from JournalEntity j where j.periodId = :period"
                + " and j.fromRefreshTokenId = :refreshToken"
                + " order by j.periodId desc, j.recordedAt desc, j.id desc",
            JournalEntity.class)
        .setParameter("period", periodId)
        .setParameter("refreshToken", refreshTokenId)
        .setMaxResults(max)
        .getResultStream()
        .map(JournalEntity::toEntry)
        .toList();
  }

  /**
   * Entries of a token or ticket on one side of an entry, newest first; before all others those
   * that do not repeat, so that however often a token was introspected its issue is among them.
   *
   * @param tokenId {@code jti}, or the id of a ticket
   * @param of the entry
   * @param earlier whether those before it are wanted, or those after it
   * @param max how many at most
   */
  public List<JournalEntry> ofToken(String tokenId, JournalEntry of, boolean earlier, int max) {
    return beside(IndexedId.TOKEN, tokenId, of, earlier, max);
  }

  /**
   * As {@link #ofToken}, of what followed from a ticket.
   *
   * @param ticketId the ticket's id
   */
  public List<JournalEntry> ofTicket(String ticketId, JournalEntry of, boolean earlier, int max) {
    return beside(IndexedId.TICKET, ticketId, of, earlier, max);
  }

  private List<JournalEntry> beside(
      IndexedId column, String value, JournalEntry of, boolean earlier, int max) {
    TypedQuery<JournalEntity> query =
        entityManager.createQuery(
            ("select j from JournalEntity j where j.realmId = :realm and %1$s"
                    + " and (j.recordedAt %2$s :time or (j.recordedAt = :time and j.id %2$s :id))"
                    + " order by case when j.interaction in (:repeated) then 1 else 0 end,"
                    + " j.recordedAt desc, j.id desc")
                .formatted(column.condition("j", "value"), earlier ? "<" : ">"),
            JournalEntity.class);
    IndexedId.values("value", value).forEach(query::setParameter);
    return query
        .setParameter("realm", realmId)
        .setParameter("time", of.recordedAt())
        .setParameter("id", of.id())
        .setParameter("repeated", REPEATED)
        .setMaxResults(max)
        .getResultStream()
        .map(JournalEntity::toEntry)
        .toList();
  }

  /** Whether this interaction can happen many times with one token. */
  public static boolean isRepeated(@Nullable String interaction) {
    return interaction != null && REPEATED.contains(interaction);
  }

  /** One page. */
  public Found find(EntryQuery query) {
    if (query.isOfAnIndex()) {
      return found(entries(query, query.after(), null, query.max()), query, null);
    }
    List<JournalEntry> page = new ArrayList<>();
    EntryCursor after = query.after();
    for (int stretch : stretches.forPageOf(query.max())) {
      EntryCursor end = end(query, after, stretch);
      page.addAll(entries(query, after, end, query.max() - page.size()));
      if (page.size() == query.max() || end == null) {
        return found(page, query, null);
      }
      after = end;
      if (isOfFewPeriods(query)) {
        page.addAll(entries(query, after, null, query.max() - page.size()));
        return found(page, query, null);
      }
    }
    return found(page, query, after);
  }

  /**
   * What was found.
   *
   * @param otherwise where the search goes on when the page is not full
   */
  private static Found found(
      List<JournalEntry> page, EntryQuery query, @Nullable EntryCursor otherwise) {
    return new Found(
        page, page.size() == query.max() ? EntryCursor.at(page.get(page.size() - 1)) : otherwise);
  }

  /** Where a stretch of so many entries ends, or null when there are not so many. */
  private @Nullable EntryCursor end(EntryQuery query, @Nullable EntryCursor after, int stretch) {
    Condition condition = time(query, after, null);
    return condition
        .bind(
            entityManager.createQuery(
                "select j.recordedAt, j.id from JournalEntity j where j.realmId = :realm"
                    + condition.jpql()
                    + NEWEST_FIRST,
                Object[].class))
        .setFirstResult(stretch - 1)
        .setMaxResults(1)
        .getResultStream()
        .findAny()
        .map(row -> new EntryCursor((Long) row[0], (String) row[1]))
        .orElse(null);
  }

  /** Whether the entries can be about few periods only, whatever their number. */
  private boolean isOfFewPeriods(EntryQuery query) {
    if (query.resourceSet() != null
        && isFew(
            "r.periodId from PeriodResourceSetEntity r where r.realmId = :realm",
            ofResourceSet(query.resourceSet()))) {
      return true;
    }
    if (query.party() != null
        && parties(query).stream().allMatch(party -> isFew(PERIODS_OF_REALM, party))) {
      return true;
    }
    return query.client() != null
        && clients(query).stream().allMatch(client -> isFew(PERIODS_OF_REALM, client));
  }

  private boolean isFew(String select, Condition condition) {
    return condition
        .and(Condition.of("", "realm", realmId))
        .bind(entityManager.createQuery("select " + select + condition.jpql(), String.class))
        .setFirstResult(few)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  private List<Condition> parties(EntryQuery query) {
    return Condition.ofParty(query.party(), realmId).stream()
        .map(Condition.AsParty::condition)
        .toList();
  }

  private static List<Condition> clients(EntryQuery query) {
    return Condition.ofClient(query.client(), null);
  }

  private static Condition ofResourceSet(String id) {
    return Condition.of(
        " and r.resourceSetId = :resourceSet", "resourceSet", Bounded.key(id, Bounded.ID));
  }

  /**
   * Entries that match.
   *
   * @param after where to begin; null for the beginning
   * @param end where to end, that one included; null for the end
   */
  private List<JournalEntry> entries(
      EntryQuery query, @Nullable EntryCursor after, @Nullable EntryCursor end, int max) {
    Condition own = entry(query).and(time(query, after, end));
    String order = query.isOfOneTokenOrTicket() ? FEW_NEWEST_FIRST : NEWEST_FIRST;
    if (!query.isAboutObligations()) {
      return list("select j from JournalEntity j where j.realmId = :realm", own, order, max);
    }
    Map<String, JournalEntry> found = new HashMap<>();
    String from = "select j from JournalEntity j join PeriodEntity p on p.id = j.periodId";
    String where = " where j.realmId = :realm and p.realmId = :realm";
    Condition set = Condition.NONE;
    if (query.resourceSet() != null) {
      from += " join PeriodResourceSetEntity r on r.periodId = p.id";
      where += " and r.realmId = :realm";
      set = ofResourceSet(query.resourceSet());
    }
    for (Condition party : parties(query)) {
      for (Condition client : clients(query)) {
        list(from + where, set.and(party).and(client).and(own), order, max)
            .forEach(entry -> found.put(entry.id(), entry));
      }
    }
    return found.values().stream()
        .sorted(
            Comparator.comparingLong(JournalEntry::recordedAt)
                .thenComparing(JournalEntry::id)
                .reversed())
        .limit(max)
        .toList();
  }

  private List<JournalEntry> list(String select, Condition condition, String order, int max) {
    List<JournalEntry> entries = new ArrayList<>();
    for (JournalEntity row :
        condition
            .bind(entityManager.createQuery(select + condition.jpql() + order, JournalEntity.class))
            .setMaxResults(max)
            .getResultList()) {
      entries.add(row.toEntry());
      entityManager.detach(row);
    }
    return entries;
  }

  /** What is asked of the entry itself. */
  private static Condition entry(EntryQuery query) {
    Condition condition = Condition.NONE;
    if (query.interaction() != null) {
      condition =
          condition.and(
              Condition.of(
                  " and j.interaction = :interaction", "interaction", query.interaction().id()));
    }
    if (query.type() != null) {
      condition = condition.and(new Condition(" and " + query.type().jpql(), Map.of()));
    }
    if (query.tokenId() != null) {
      condition = condition.and(Condition.of(IndexedId.TOKEN, "token", query.tokenId()));
    }
    return query.ticketId() == null
        ? condition
        : condition.and(Condition.of(IndexedId.TICKET, "ticket", query.ticketId()));
  }

  /** What is asked of its place in the journal. */
  private Condition time(EntryQuery query, @Nullable EntryCursor after, @Nullable EntryCursor end) {
    Condition condition = Condition.of("", "realm", realmId);
    if (query.from() != null) {
      condition = condition.and(Condition.of(" and j.recordedAt >= :from", "from", query.from()));
    }
    if (query.to() != null) {
      condition = condition.and(Condition.of(" and j.recordedAt < :to", "to", query.to()));
    }
    if (after != null) {
      condition =
          condition
              .and(
                  Condition.of(
                      " and j.recordedAt <= :afterTime"
                          + " and (j.recordedAt < :afterTime or j.id < :afterId)",
                      "afterTime",
                      after.recordedAt()))
              .and(Condition.of("", "afterId", after.id()));
    }
    return end == null
        ? condition
        : condition
            .and(
                Condition.of(
                    " and j.recordedAt >= :endTime"
                        + " and (j.recordedAt > :endTime or j.id >= :endId)",
                    "endTime",
                    end.recordedAt()))
            .and(Condition.of("", "endId", end.id()));
  }
}
