package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.projection.PeriodEntity;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way to periods that match: through one index, newest first.
 *
 * @param rows what is walked
 * @param index what the index answers
 * @param filter what has to be looked up in the periods that it leads to
 * @param narrow whether it leads to few periods by itself, so that they can all be looked at
 */
record Walk(Rows rows, Condition index, Condition filter, boolean narrow) {

  /** What is walked. */
  enum Rows {
    PERIODS("p.realmId desc", "p.since", "p.id", "PeriodEntity p where p.realmId = :realm", ""),
    /** The periods that are about one resource set. */
    RESOURCE_SETS(
        "r.realmId desc, r.resourceSetId desc",
        "r.since",
        "r.periodId",
        " where r.realmId = :realm and r.resourceSetId = :resourceSet",
        "PeriodResourceSetEntity r");

    private final String pinned;
    private final String since;
    private final String id;
    private final String where;
    private final String table;

    Rows(String pinned, String since, String id, String where, String table) {
      this.pinned = pinned;
      this.since = since;
      this.id = id;
      this.where = where;
      this.table = table;
    }

    /** When a period began. */
    String since() {
      return since;
    }

    private String alone() {
      return table + where;
    }

    private String withPeriods() {
      return table.isEmpty() ? where : table + " join PeriodEntity p on p.id = r.periodId" + where;
    }

    /** Newest first, of few that are sorted. */
    private String order() {
      return " order by " + since + " desc, " + id + " desc";
    }

    /**
     * Newest first, said with all columns of the index: H2 does not see otherwise that the index
     * has this order, and sorts all that it leads to.
     */
    private String order(Condition index) {
      return Stream.concat(index.columns().stream(), Stream.of(since, id))
          .map(column -> ", " + column + " desc")
          .collect(Collectors.joining("", " order by " + pinned, ""));
    }

    private Condition after(@Nullable Cursor cursor) {
      if (cursor == null) {
        return Condition.NONE;
      }
      return Condition.of(
              " and %1$s <= :afterSince and (%1$s < :afterSince or %2$s %3$s :afterId)"
                  .formatted(since, id, cursor.isAfterPeriod() ? "<" : "<="),
              "afterSince",
              cursor.since())
          .and(Condition.of("", "afterId", cursor.periodId()));
    }

    private Condition until(@Nullable Cursor end) {
      if (end == null) {
        return Condition.NONE;
      }
      return Condition.of(
              " and %1$s >= :endSince and (%1$s > :endSince or %2$s >= :endId)"
                  .formatted(since, id),
              "endSince",
              end.since())
          .and(Condition.of("", "endId", end.periodId()));
    }
  }

  /** Whether it may pass many periods before one that matches. */
  boolean passesOthers() {
    return !narrow && !filter.isNone();
  }

  /** This walk, but only where something else holds that the index answers. */
  Walk within(Condition condition) {
    return new Walk(rows, index.and(condition), filter, narrow);
  }

  /** This walk, but only where something else holds that has to be looked up. */
  Walk where(Condition condition) {
    return new Walk(rows, index, filter.and(condition), narrow);
  }

  /** The way alone, without a look at where it leads: equal where two lead the same way. */
  Walk unfiltered() {
    return new Walk(rows, index, Condition.NONE, narrow);
  }

  /**
   * Where a stretch of so many rows ends; empty when there are not so many.
   *
   * @param after where it begins; null for the beginning
   */
  Optional<Cursor> end(EntityManager entityManager, @Nullable Cursor after, int stretch) {
    Condition condition = index.and(rows.after(after));
    return condition
        .bind(
            entityManager.createQuery(
                "select "
                    + rows.since
                    + ", "
                    + rows.id
                    + " from "
                    + rows.alone()
                    + condition.jpql()
                    + rows.order(index),
                Object[].class))
        .setFirstResult(stretch - 1)
        .setMaxResults(1)
        .getResultStream()
        .findAny()
        .map(row -> Cursor.afterPeriod((Long) row[0], (String) row[1]));
  }

  /**
   * Periods that match.
   *
   * @param after where to begin; null for the beginning
   * @param end where to end, that one included; null for the end
   * @param max how many at most
   */
  List<PeriodEntity> periods(
      EntityManager entityManager, @Nullable Cursor after, @Nullable Cursor end, int max) {
    Condition condition = index.and(filter).and(rows.after(after)).and(rows.until(end));
    return condition
        .bind(
            entityManager.createQuery(
                "select p from "
                    + rows.withPeriods()
                    + condition.jpql()
                    + (narrow ? rows.order() : rows.order(index)),
                PeriodEntity.class))
        .setMaxResults(max)
        .getResultList();
  }
}
