package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.ObligationDuration;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Journal rows to obligations: a pure function of the rows and the time of looking.
 *
 * <p><b>Clauses that last as long as a token.</b> An issuance begins them; a refresh continues
 * those of the refresh token that was used (same since, later until) unless they had been ended by
 * then. They end when the last valid token of the grant does. A token that merely expired can still
 * be refreshed, so an expired obligation comes back in force with its old beginning.
 *
 * <p><b>Clauses that begin with an event.</b> Those about one moment have {@linkplain
 * ObligationState#OCCURRED occurred}. Those about a permission ticket or about the permissions an
 * introspection returned are in force until these expire or end; introspecting the same RPT again
 * renews the obligation of the same resource server. The others stay in force: terms run as they
 * say, and the protocol knows no end of them.
 *
 * <p>Ends are idempotent: of several that reach a token the earliest counts.
 */
public final class Projection {

  private static final Comparator<JournalEntry> IN_ORDER =
      Comparator.comparingLong(JournalEntry::recordedAt).thenComparing(JournalEntry::id);

  private final Map<String, List<JournalEntry>> ends = new LinkedHashMap<>();
  private final long now;

  private Projection(Collection<JournalEntry> ends, long now) {
    this.now = now;
    for (JournalEntry entry : ends) {
      End end = entry.end();
      if (end != null) {
        this.ends.computeIfAbsent(end.reach().key(), key -> new ArrayList<>()).add(entry);
      }
    }
  }

  /**
   * The obligations of these rows, in the order they began.
   *
   * @param rows all rows of the lineages in question
   * @param ends all rows that end anything these rows are reached by; rows of {@code rows} that end
   *     something may be among them
   * @param now time of looking, milliseconds since the epoch
   */
  public static List<Obligation> project(
      Collection<JournalEntry> rows, Collection<JournalEntry> ends, long now) {
    return new Projection(ends, now).obligations(rows);
  }

  private List<Obligation> obligations(Collection<JournalEntry> rows) {
    Map<GroupKey, List<Period>> periods = new LinkedHashMap<>();
    for (JournalEntry row : rows.stream().sorted(IN_ORDER).toList()) {
      Interaction interaction = row.interaction();
      String lineage = row.lineage();
      if (interaction != null && lineage != null) {
        add(
            periods.computeIfAbsent(GroupKey.of(row, interaction, lineage), k -> new ArrayList<>()),
            row,
            interaction);
      }
    }
    return periods.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(period -> period.rows.get(0), IN_ORDER))
        .flatMap(
            period ->
                Clause.broughtIntoForceBy(period.interaction).stream()
                    .map(clause -> obligation(clause, period)))
        .toList();
  }

  /**
   * Rows of one group can renew each other.
   *
   * @param resourceServer told apart only where it is the resource server that acted
   */
  private record GroupKey(
      String lineage, Interaction interaction, @Nullable String resourceServer) {

    static GroupKey of(JournalEntry row, Interaction interaction, String lineage) {
      ClientRef server = row.resourceServer();
      boolean byServer = interaction == Interaction.RPT_INTROSPECTED && server != null;
      return new GroupKey(lineage, interaction, byServer && server != null ? server.uuid() : null);
    }
  }

  /** The rows of one obligation: the one that began it and its renewals. */
  private static final class Period {
    final Interaction interaction;
    final List<JournalEntry> rows = new ArrayList<>();

    Period(Interaction interaction) {
      this.interaction = interaction;
    }
  }

  private void add(List<Period> periods, JournalEntry row, Interaction interaction) {
    Period renewed = renewedBy(periods, row, interaction);
    if (renewed == null) {
      renewed = new Period(interaction);
      periods.add(renewed);
    }
    renewed.rows.add(row);
  }

  private @Nullable Period renewedBy(
      List<Period> periods, JournalEntry row, Interaction interaction) {
    if (periods.isEmpty()) {
      return null;
    }
    Period candidate = null;
    if (interaction == Interaction.RPT_INTROSPECTED) {
      candidate = periods.get(periods.size() - 1);
    } else if (row.renewal()) {
      candidate = periods.get(periods.size() - 1);
      for (Period period : periods) {
        if (period.rows.stream().anyMatch(earlier -> isRefreshedBy(earlier, row))) {
          candidate = period;
        }
      }
    }
    if (candidate == null) {
      return null;
    }
    Ending ending = ending(candidate.rows);
    boolean over =
        ending.reason() != null && ending.time() != null && ending.time() <= row.recordedAt();
    return over ? null : candidate;
  }

  private static boolean isRefreshedBy(JournalEntry earlier, JournalEntry row) {
    TokenRef before = earlier.token();
    TokenRef after = row.token();
    if (before == null || after == null || after.fromRefreshTokenId() == null) {
      return false;
    }
    String used = after.fromRefreshTokenId();
    return used.equals(before.refreshTokenId()) || used.equals(before.fromRefreshTokenId());
  }

  private Obligation obligation(Clause clause, Period period) {
    long since = period.rows.get(0).recordedAt();
    if (clause.duration() == ObligationDuration.POINT_IN_TIME) {
      return new Obligation(clause, period.rows, since, since, ObligationState.OCCURRED, null);
    }
    if (clause.duration() == ObligationDuration.OPEN_ENDED) {
      return new Obligation(clause, period.rows, since, null, ObligationState.IN_FORCE, null);
    }
    Ending ending = ending(period.rows);
    boolean over = ending.time() != null && ending.time() <= now;
    return new Obligation(
        clause,
        period.rows,
        since,
        ending.time(),
        over ? ObligationState.ENDED : ObligationState.IN_FORCE,
        over ? ending.reason() : null);
  }

  /**
   * When something ends, and why.
   *
   * @param time milliseconds since the epoch, null for never
   * @param reason what ended it, null for expiry
   */
  private record Ending(@Nullable Long time, @Nullable EndReason reason) {}

  /** The ending of the row that lasts longest. */
  private Ending ending(List<JournalEntry> rows) {
    Ending latest = endingOf(rows.get(0));
    for (JournalEntry row : rows.subList(1, rows.size())) {
      Ending ending = endingOf(row);
      if (latest.time() != null && (ending.time() == null || ending.time() >= latest.time())) {
        latest = ending;
      }
    }
    return latest;
  }

  private Ending endingOf(JournalEntry row) {
    Long time = row.expiresAt();
    EndReason reason = null;
    Set<String> keys = row.reachedBy();
    for (String key : keys) {
      for (JournalEntry endRow : ends.getOrDefault(key, List.of())) {
        End end = endRow.end();
        if (end == null || !(end.isLast() || IN_ORDER.compare(row, endRow) < 0)) {
          continue;
        }
        long endTime = Math.max(endRow.recordedAt(), row.recordedAt());
        if (time == null || endTime < time) {
          time = endTime;
          reason = end.reason();
        }
      }
    }
    return new Ending(time, reason);
  }
}
