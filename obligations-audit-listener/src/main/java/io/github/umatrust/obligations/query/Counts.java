package io.github.umatrust.obligations.query;

import jakarta.persistence.EntityManager;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many entries were recorded, by interaction and over time in UTC. */
public final class Counts {

  /** The name under which mere ends are counted beside the interactions. */
  public static final String ENDS = "end";

  /** The most stretches of time in one answer. */
  public static final int LIMIT = 1000;

  /** Stretches of time in an answer when nothing says from when. */
  private static final int DEFAULT = 30;

  private Counts() {}

  /** A stretch of time. */
  public enum Unit {
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS),
    /** From Monday on (ISO 8601). */
    WEEK(ChronoUnit.WEEKS),
    MONTH(ChronoUnit.MONTHS);

    private final ChronoUnit unit;

    Unit(ChronoUnit unit) {
      this.unit = unit;
    }

    static Optional<Unit> byId(String id) {
      return Arrays.stream(values()).filter(unit -> unit.id().equals(id)).findFirst();
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The beginning of the stretch that this moment is in. */
    ZonedDateTime begin(long moment) {
      ZonedDateTime time = Instant.ofEpochMilli(moment).atZone(ZoneOffset.UTC);
      return switch (this) {
        case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
        case DAY -> time.truncatedTo(ChronoUnit.DAYS);
        case WEEK ->
            time.truncatedTo(ChronoUnit.DAYS)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
      };
    }
  }

  /**
   * What is to be counted.
   *
   * @param unit length of a stretch
   * @param from beginning of the first one, milliseconds since the epoch
   * @param to up to this moment, milliseconds since the epoch
   */
  public record Query(Unit unit, long from, long to) {

    private static final Set<String> PARAMETERS = Set.of("by", "from", "to");

    /** The latest moment that has a date: beyond it nobody has recorded anything. */
    private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    /**
     * Reads the query parameters.
     *
     * @param now milliseconds since the epoch
     * @throws InvalidQueryException for a parameter that is unknown, repeated, empty or outside its
     *     values, and for more than {@value #LIMIT} stretches
     */
    public static Query parse(Map<String, List<String>> parameters, long now)
        throws InvalidQueryException {
      Parameters read = new Parameters(parameters, PARAMETERS);
      Unit asked =
          read.oneOf(
              "by",
              Unit::byId,
              Arrays.stream(Unit.values()).map(Unit::id).collect(Collectors.joining(", ")));
      Unit unit = asked == null ? Unit.DAY : asked;
      Long to = read.momentAfter("to");
      long end = Math.min(to == null ? now + 1 : to, LATEST);
      Long from = read.moment("from");
      long begin =
          from == null
              ? unit.begin(end - 1).minus(DEFAULT - 1L, unit.unit).toInstant().toEpochMilli()
              : unit.begin(Math.min(from, LATEST)).toInstant().toEpochMilli();
      if (begin >= end) {
        throw new InvalidQueryException("Nothing is before the end: from, to");
      }
      Query query = new Query(unit, begin, end);
      ZonedDateTime last = unit.begin(begin).plus(LIMIT, unit.unit);
      if (last.toInstant().toEpochMilli() < end) {
        throw new InvalidQueryException("More than " + LIMIT + " stretches of time: by, from, to");
      }
      return query;
    }

    /** The beginnings of all stretches. */
    private List<Long> begins() {
      List<Long> begins = new ArrayList<>();
      ZonedDateTime begin = unit.begin(from);
      while (begin.toInstant().toEpochMilli() < to) {
        begins.add(begin.toInstant().toEpochMilli());
        begin = begin.plus(1, unit.unit);
      }
      return begins;
    }
  }

  /**
   * One stretch of time.
   *
   * @param from its beginning, milliseconds since the epoch
   * @param counts how many of what; what did not happen is left out
   */
  public record Bucket(long from, Map<String, Long> counts) {}

  /**
   * Counts, in one query. Grouping is by hour or day, which is arithmetic that every database does
   * alike; longer stretches are added up here.
   */
  public static List<Bucket> count(EntityManager entityManager, String realmId, Query query) {
    // literals: a database that sees two parameters does not know that they are one expression
    long step = query.unit == Unit.HOUR ? 3_600_000L : 86_400_000L;
    String begin = "j.recordedAt - mod(j.recordedAt, " + step + "L)";
    Map<Long, Map<String, Long>> buckets = new TreeMap<>();
    query.begins().forEach(from -> buckets.put(from, new TreeMap<>()));
    entityManager
        .createQuery(
            "select "
                + begin
                + ", j.interaction, count(j.id), count(j.endKey) from JournalEntity j"
                + " where j.realmId = :realm and j.recordedAt >= :from and j.recordedAt < :to"
                + " group by "
                + begin
                + ", j.interaction",
            Object[].class)
        .setParameter("realm", realmId)
        .setParameter("from", query.from)
        .setParameter("to", query.to)
        .getResultStream()
        .forEach(
            row -> {
              @Nullable String interaction = (String) row[1];
              long count = ((Number) row[interaction == null ? 3 : 2]).longValue();
              long from =
                  query.unit.begin(((Number) row[0]).longValue()).toInstant().toEpochMilli();
              Map<String, Long> counts = buckets.get(from);
              if (counts != null && count > 0) {
                counts.merge(interaction == null ? ENDS : interaction, count, Long::sum);
              }
            });
    return buckets.entrySet().stream()
        .map(entry -> new Bucket(entry.getKey(), entry.getValue()))
        .toList();
  }
}
