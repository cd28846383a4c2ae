package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.IndexedId;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.ObligationState;
import io.github.umatrust.obligations.projection.Period;
import io.github.umatrust.obligations.projection.PeriodEntity;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds obligations page by page, newest first, within the caller's transaction.
 *
 * <p>Each way in which something can match (a party in one of its roles, a client or a resource
 * server) is a query of its own that walks one index in the order of the page; their answers are
 * merged. So a page costs what the page holds, and not what the ledger holds. Where a walk may pass
 * many periods that do not match, it ends after a stretch: then a page holds less than was asked
 * for and says where to go on.
 */
public final class ObligationFinder {

  /** The order of pages; the same period, found in two ways, is one. */
  private static final Comparator<Period> NEWEST_FIRST =
      Comparator.comparingLong(Period::since).thenComparing(Period::id).reversed();

  /** Of the ends of several walks the one that is reached first. */
  private static final Comparator<Cursor> REACHED_FIRST =
      Comparator.comparingLong(Cursor::since).thenComparing(Cursor::periodId).reversed();

  /** Periods that are read at once when the first ones did not fill the page. */
  private static final int BATCH = 200;

  /** The same when many of them did not. */
  private static final int LARGE_BATCH = 1000;

  /** Up to so many interactions are walked each in the index that they have. */
  private static final int FEW_INTERACTIONS = 3;

  private final EntityManager entityManager;
  private final String realmId;
  private final long now;
  private final Stretches stretches;

  /**
   * @param realmId the realm's id
   * @param now time of looking, milliseconds since the epoch
   */
  public ObligationFinder(EntityManager entityManager, String realmId, long now) {
    this(entityManager, realmId, now, Stretches.DEFAULT);
  }

  ObligationFinder(EntityManager entityManager, String realmId, long now, Stretches stretches) {
    this.entityManager = entityManager;
    this.realmId = realmId;
    this.now = now;
    this.stretches = stretches;
  }

  /**
   * A page.
   *
   * @param obligations what is on it: as many as were asked for, or less, or none
   * @param next where the search goes on, null when it is at its end
   */
  public record Found(List<Obligation> obligations, @Nullable Cursor next) {}

  /** One page. */
  public Found find(ObligationQuery query) {
    return new Search(query).page();
  }

  /** The way to one page. */
  private final class Search {

    private final ObligationQuery query;
    private final long moment;
    private final List<Walk> walks;
    private final List<Obligation> page = new ArrayList<>();
    private @Nullable Cursor after;
    private int seen;

    Search(ObligationQuery query) {
      this.query = query;
      this.moment = query.asOf() == null ? now : query.asOf();
      this.walks = walks(query, moment);
      this.after = query.after();
    }

    Found page() {
      for (int stretch : stretches.forPageOf(query.max())) {
        Cursor end = end(stretch);
        if (isDoneBefore(end)) {
          return new Found(page, after);
        }
        after = end;
        if (end == null) {
          break;
        }
      }
      return new Found(page, after);
    }

    /** Where the first of the walks that pass others has gone so far; null when none does. */
    private @Nullable Cursor end(int stretch) {
      return walks.stream()
          .filter(Walk::passesOthers)
          .map(Walk::unfiltered)
          .distinct()
          .flatMap(walk -> walk.end(entityManager, after, stretch).stream())
          .min(REACHED_FIRST)
          .orElse(null);
    }

    /** Collects what is before the end; whether the page is full then, or enough was looked at. */
    private boolean isDoneBefore(@Nullable Cursor end) {
      // the period where the page before ended may have more
      int batch = query.max() + (after == null || after.isAfterPeriod() ? 0 : 1);
      while (true) {
        List<Period> periods = periods(end, batch);
        for (Period period : periods) {
          if (isFullWith(period)) {
            return true;
          }
        }
        if (periods.size() < batch) {
          return false;
        }
        Period last = periods.get(batch - 1);
        after = Cursor.afterPeriod(last.since(), last.id());
        seen += batch;
        if (seen >= stretches.all()) {
          return true;
        }
        batch = Math.max(batch, seen < LARGE_BATCH ? BATCH : LARGE_BATCH);
      }
    }

    private boolean isFullWith(Period period) {
      for (Obligation obligation : Obligation.of(period, moment)) {
        if (query.matches(obligation) && (after == null || after.isBefore(obligation))) {
          page.add(obligation);
          if (page.size() == query.max()) {
            after = Cursor.at(obligation);
            return true;
          }
        }
      }
      return false;
    }

    private List<Period> periods(@Nullable Cursor end, int max) {
      Set<Period> found = new TreeSet<>(NEWEST_FIRST);
      for (Walk walk : walks) {
        for (PeriodEntity row : walk.periods(entityManager, after, end, max)) {
          found.add(row.toPeriod());
          // or a long export would keep all that it has passed
          entityManager.detach(row);
        }
      }
      return found.stream().limit(max).toList();
    }
  }

  private List<Walk> walks(ObligationQuery query, long moment) {
    List<Walk> walks = new ArrayList<>();
    for (Condition.AsParty party : parties(query)) {
      if (query.role() == null || party.role() == null || party.role() == query.role()) {
        // of whatever somebody takes part in most is theirs: nothing to be looked up beforehand
        ObligationQuery.Wanted wanted =
            query.wanted(query.isAboutSomeClauses() ? party.role() : null);
        for (Condition client : Condition.ofClient(query.client(), query.asker())) {
          walks.addAll(walks(query, moment, party.condition(), client, wanted));
        }
      }
    }
    return walks;
  }

  private List<Condition.AsParty> parties(ObligationQuery query) {
    return query.party() != null && query.asker() != null
        ? Condition.ofPartyId(query.party())
        : Condition.ofParty(query.party(), realmId);
  }

  private List<Walk> walks(
      ObligationQuery query,
      long moment,
      Condition party,
      Condition client,
      ObligationQuery.Wanted wanted) {
    Walk.Rows rows = query.resourceSet() == null ? Walk.Rows.PERIODS : Walk.Rows.RESOURCE_SETS;
    Condition index = everywhere(query, moment, rows);
    Condition filter = state(query, moment).and(wanted.unreported(moment));
    if (query.tokenKind() != null) {
      filter = filter.and(Condition.of(" and p.tokenKind = :kind", "kind", query.tokenKind().id()));
    }
    boolean bare = false;
    if (query.resourceSet() != null) {
      filter = filter.and(party).and(client);
    } else if (!party.isNone()) {
      index = index.and(party);
      filter = filter.and(client);
    } else {
      index = index.and(client);
      bare = client.isNone();
    }
    boolean narrow = query.tokenId() != null;
    if (query.tokenId() != null) {
      index =
          index.and(
              new Condition(
                  " and p.id in (select j.periodId from JournalEntity j where "
                      + IndexedId.TOKEN.condition("j", "token")
                      + ")",
                  IndexedId.values("token", query.tokenId())));
    }
    return ofInteractions(
        wanted.interactions(), new Walk(rows, index, filter, narrow), bare && !narrow);
  }

  /**
   * The walk to periods of these interactions.
   *
   * @param bare whether no other index leads there
   */
  private static List<Walk> ofInteractions(Set<Interaction> wanted, Walk walk, boolean bare) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    Set<Interaction> others = EnumSet.complementOf(EnumSet.copyOf(wanted));
    if (others.isEmpty()) {
      return List.of(walk);
    }
    if (bare && wanted.size() <= FEW_INTERACTIONS) {
      return wanted.stream()
          .map(
              interaction ->
                  walk.within(Condition.equal("p.interaction", "interaction", interaction.id())))
          .toList();
    }
    // said so that it leads no database away from the index that has the order of the page
    return List.of(
        walk.where(
            Condition.of(
                " and p.interaction not in (:others)",
                "others",
                others.stream().map(Interaction::id).toList())));
  }

  private Condition everywhere(ObligationQuery query, long moment, Walk.Rows rows) {
    Condition condition = Condition.of("", "realm", realmId);
    if (query.resourceSet() != null) {
      condition =
          condition.and(
              Condition.of("", "resourceSet", Bounded.key(query.resourceSet(), Bounded.ID)));
    }
    if (query.from() != null) {
      condition =
          condition.and(Condition.of(" and " + rows.since() + " >= :from", "from", query.from()));
    }
    if (query.to() != null) {
      condition = condition.and(Condition.of(" and " + rows.since() + " < :to", "to", query.to()));
    }
    return query.asOf() == null
        ? condition
        : condition.and(Condition.of(" and " + rows.since() + " <= :moment", "moment", moment));
  }

  private static Condition state(ObligationQuery query, long moment) {
    if (query.state() == ObligationState.IN_FORCE) {
      return Condition.of(" and (p.until is null or p.until > :moment)", "moment", moment);
    }
    return query.state() == ObligationState.ENDED
        // said so that no database walks the index of ends, which has not the order of the page
        ? Condition.of(" and coalesce(p.until, 9223372036854775807L) <= :moment", "moment", moment)
        : Condition.NONE;
  }
}
