package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.ObligationDuration;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ends that are known, by what they reach, and the rules of which of them ends what. Ends are
 * idempotent: of several that reach a row the earliest counts.
 *
 * <ul>
 *   <li>What lasts as long as a token ends with the token, its session, its grant, its user, its
 *       client or the realm.
 *   <li>What rests on permissions ends with these too, and when none of its resource sets has a
 *       permission left.
 *   <li>What was agreed on does not end with a token, but with the permissions, and when a party or
 *       the resource server is gone.
 * </ul>
 */
final class EndIndex {

  private final Map<String, Map<String, JournalEntry>> ends = new HashMap<>();

  /** Adds rows that end something; others are passed over. */
  void add(Collection<JournalEntry> rows) {
    for (JournalEntry row : rows) {
      End end = row.end();
      if (end != null) {
        ends.computeIfAbsent(end.reach().key(), key -> new HashMap<>()).put(row.id(), row);
      }
    }
  }

  /** The keys of all ends that can matter for this row. */
  static Set<String> keysOf(JournalEntry row) {
    ObligationDuration duration = duration(row);
    return switch (duration) {
      case POINT_IN_TIME, OPEN_ENDED -> Set.of();
      case WHILE_TOKEN_VALID -> row.reachedBy();
      case UNTIL_EXPIRY, WHILE_AGREED -> {
        Set<String> keys = new LinkedHashSet<>(row.reachedBy());
        row.permissionsReachedBy().values().forEach(keys::addAll);
        yield keys;
      }
    };
  }

  private static ObligationDuration duration(JournalEntry row) {
    Interaction interaction = row.interaction();
    return interaction == null
        ? ObligationDuration.POINT_IN_TIME
        : Clause.durationAfter(interaction);
  }

  /**
   * When what the rows of a period brought into force ends. The latest row stands for the grant and
   * lasts as long as the grant can be renewed; those before it last as long as their own tokens.
   *
   * @param rows rows of one period, oldest first; those may be left out whose tokens had expired
   *     when the latest was recorded
   */
  Ending endingOf(List<JournalEntry> rows) {
    JournalEntry latest = rows.get(rows.size() - 1);
    Ending ending = endingOf(latest, latest.grantExpiresAt());
    for (JournalEntry row : rows.subList(0, rows.size() - 1)) {
      ending = endingOf(row, row.expiresAt()).later(ending);
    }
    return ending;
  }

  private Ending endingOf(JournalEntry row, @Nullable Long expiry) {
    ObligationDuration duration = duration(row);
    return switch (duration) {
      case POINT_IN_TIME -> new Ending(row.occurredAt(), null);
      case OPEN_ENDED -> Ending.NONE;
      case WHILE_TOKEN_VALID ->
          new Ending(expiry, null).earlier(earliest(row, row.reachedBy(), reason -> true));
      case UNTIL_EXPIRY ->
          new Ending(expiry, null)
              .earlier(earliest(row, row.reachedBy(), reason -> true))
              .earlier(permissions(row));
      case WHILE_AGREED ->
          earliest(row, row.reachedBy(), EndReason::endsAgreements).earlier(permissions(row));
    };
  }

  /**
   * The end of the last permission, when every resource set has lost its. A ticket only asks for
   * permissions: it can be granted as long as its resource sets are there.
   */
  private Ending permissions(JournalEntry row) {
    Predicate<EndReason> counts =
        row.interaction() == Interaction.PERMISSION_REGISTERED
            ? EndReason::isRemoval
            : reason -> true;
    Ending last = null;
    for (Set<String> keys : row.permissionsReachedBy().values()) {
      Ending ofOne = earliest(row, keys, counts);
      if (ofOne.time() == null) {
        return Ending.NONE;
      }
      last = last == null ? ofOne : ofOne.later(last);
    }
    return last == null ? Ending.NONE : last;
  }

  private Ending earliest(JournalEntry row, Set<String> keys, Predicate<EndReason> counts) {
    Ending earliest = Ending.NONE;
    for (String key : keys) {
      for (JournalEntry endRow : ends.getOrDefault(key, Map.of()).values()) {
        End end = endRow.end();
        if (end != null && reaches(end, endRow, row) && counts.test(end.reason())) {
          earliest =
              earliest.earlier(
                  new Ending(Math.max(endRow.occurredAt(), row.occurredAt()), end.reason()));
        }
      }
    }
    return earliest;
  }

  private static boolean reaches(End end, JournalEntry endRow, JournalEntry row) {
    if (end.isLast()) {
      return true;
    }
    Long issuedBefore = end.issuedBefore();
    if (issuedBefore != null) {
      return row.recordedAt() < issuedBefore;
    }
    return row.recordedAt() < endRow.occurredAt()
        || (row.recordedAt() == endRow.occurredAt() && row.id().compareTo(endRow.id()) < 0);
  }

  /** The ends of a batch among these. */
  static List<JournalEntry> endsIn(Collection<JournalEntry> rows) {
    List<JournalEntry> ends = new ArrayList<>();
    for (JournalEntry row : rows) {
      if (row.end() != null) {
        ends.add(row);
      }
    }
    return ends;
  }
}
