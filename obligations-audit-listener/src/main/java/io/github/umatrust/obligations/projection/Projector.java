package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Journal rows to periods, batch by batch.
 *
 * <p>An issuance begins a period; a refresh continues the one of the refresh token that was used,
 * unless that was over by then. Introspecting the same RPT again renews the obligation of the same
 * resource server, and so does further access under the same RPT to the same resource set. Ends may
 * come before or after what they reach: the result is the same.
 */
public final class Projector {

  private final PeriodStore store;

  Projector(PeriodStore store) {
    this.store = store;
  }

  /**
   * Projects rows that have not been projected before.
   *
   * @param rows in the order of the log
   * @return for the id of each row that began or renewed a period the id of that period
   */
  public Map<String, String> project(List<JournalEntry> rows) {
    Batch batch = new Batch(rows);
    batch.place();
    batch.keep();
    batch.report();
    List<JournalEntry> ends = EndIndex.endsIn(rows);
    if (!ends.isEmpty()) {
      store.reachedBy(
          ends.stream().map(JournalEntry::end).filter(Objects::nonNull).toList(),
          ends.stream().mapToLong(JournalEntry::occurredAt).min().orElseThrow(),
          batch::reevaluate);
    }
    return batch.periodOf;
  }

  /** A period that is being changed. */
  private static final class Open {
    Period period;
    final boolean isNew;
    @Nullable JournalEntry last;
    final List<JournalEntry> rows = new ArrayList<>();
    final Set<String> resourceSetIds = new LinkedHashSet<>();

    Open(Period period, boolean isNew, @Nullable JournalEntry last) {
      this.period = period;
      this.isNew = isNew;
      this.last = last;
    }
  }

  /** What can renew each other. */
  private record Line(String lineage, Interaction interaction) {}

  /** What one batch needs of the store, nearly all of it fetched at once. */
  private final class Batch {

    final List<JournalEntry> rows;
    final Map<String, String> periodOf = new HashMap<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, Open> byRefreshToken = new HashMap<>();
    private final Map<Line, Open> latest = new HashMap<>();
    private final EndIndex ends = new EndIndex();

    Batch(List<JournalEntry> rows) {
      this.rows = rows.stream().filter(Projector::isProjected).toList();
      Set<String> refreshTokens = new LinkedHashSet<>();
      Set<String> lineages = new LinkedHashSet<>();
      for (JournalEntry row : this.rows) {
        String used = refreshTokenUsedBy(row);
        String lineage = Grouping.renews(row) ? Grouping.lineage(row) : null;
        if (row.renewal()) {
          refreshTokens.addAll(used == null ? Set.of() : Set.of(used));
        } else if (lineage != null) {
          lineages.add(lineage);
        }
      }
      List<JournalEntry> issued = store.issuedWith(refreshTokens);
      List<Period> ofOneToken = store.ofLineages(lineages);
      List<Period> known = new ArrayList<>(store.periods(periodsOf(issued)));
      known.addAll(ofOneToken);
      load(known, this.rows);
      ends.add(rows);
      for (JournalEntry row : issued) {
        Open period = row.stored() == null ? null : open.get(row.stored().periodId());
        if (period != null) {
          remember(row, period);
        }
      }
      for (Period period : ofOneToken) {
        isLatest(Objects.requireNonNull(open.get(period.id())));
      }
    }

    /** Makes periods known to the batch, and what ended them or these rows. */
    private void load(List<Period> periods, List<JournalEntry> alsoEnded) {
      Map<String, JournalEntry> lasts = lastEntries(periods);
      for (Period period : periods) {
        open.putIfAbsent(period.id(), new Open(period, false, lasts.get(period.lastEntryId())));
      }
      Set<String> keys = keysOf(lasts.values());
      keys.addAll(keysOf(alsoEnded));
      ends.add(store.endsOf(keys));
    }

    private void isLatest(Open period) {
      String lineage = period.period.lineage();
      if (lineage != null) {
        latest.put(new Line(lineage, period.period.interaction()), period);
      }
    }

    private void remember(JournalEntry row, Open period) {
      TokenRef token = row.token();
      if (token != null && token.refreshTokenId() != null) {
        byRefreshToken.put(row.interaction() + " " + token.refreshTokenId(), period);
      }
    }

    /** Finds or begins the period of each row. */
    void place() {
      for (JournalEntry row : rows) {
        Open period = Grouping.renews(row) ? renewedBy(row) : null;
        if (period == null) {
          period = begin(row);
        }
        continueWith(period, row);
      }
    }

    private @Nullable Open renewedBy(JournalEntry row) {
      String lineage = Grouping.lineage(row);
      Interaction interaction = row.interaction();
      if (lineage == null || interaction == null) {
        return null;
      }
      Open period = ofRefreshTokenUsedBy(row, lineage);
      if (period == null) {
        period = latest(new Line(lineage, interaction), row.renewal());
      }
      return period == null || endingOf(period).isOver(row.recordedAt()) ? null : period;
    }

    private @Nullable Open ofRefreshTokenUsedBy(JournalEntry row, String lineage) {
      String used = refreshTokenUsedBy(row);
      Open period = used == null ? null : byRefreshToken.get(row.interaction() + " " + used);
      return period != null && lineage.equals(period.period.lineage()) ? period : null;
    }

    /**
     * What is renewed where nobody knows the refresh token. A grant can have a very great number of
     * periods, most of them of RPTs, so the latest alone is asked for.
     */
    private @Nullable Open latest(Line line, boolean ofGrant) {
      Open known = latest.get(line);
      if (known != null || !ofGrant) {
        return known;
      }
      Period stored = store.latest(line.lineage(), line.interaction());
      if (stored == null) {
        return null;
      }
      load(List.of(stored), List.of());
      Open period = Objects.requireNonNull(open.get(stored.id()));
      isLatest(period);
      return period;
    }

    private Open begin(JournalEntry row) {
      Open begun = new Open(Period.begunBy(row, Grouping.lineage(row)), true, row);
      open.put(row.id(), begun);
      isLatest(begun);
      return begun;
    }

    private void continueWith(Open period, JournalEntry row) {
      period.rows.add(row);
      period.last = row;
      period.period = period.period.continuedBy(row);
      period.resourceSetIds.addAll(row.resourceSetIds());
      remember(row, period);
      periodOf.put(row.id(), period.period.id());
    }

    /**
     * Nearly always the latest row alone tells: the others matter only where it was ended before
     * its time, or lasts less long than what was there before.
     */
    private Ending endingOf(Open period) {
      JournalEntry last = period.last;
      if (last == null) {
        return period.period.ending();
      }
      Ending ending = ends.endingOf(List.of(last));
      Long time = ending.time();
      Ending known = period.period.ending();
      if (time == null
          || (ending.reason() == null
              && (period.isNew ? period.rows.size() == 1 : known.isOver(time)))) {
        return ending;
      }
      Map<String, JournalEntry> all = new LinkedHashMap<>();
      if (!period.isNew) {
        List<JournalEntry> before = store.entriesOf(period.period.id(), time);
        ends.add(store.endsOf(keysOf(before)));
        before.forEach(row -> all.put(row.id(), row));
      }
      period.rows.forEach(row -> all.put(row.id(), row));
      all.remove(last.id());
      all.put(last.id(), last);
      return ends.endingOf(List.copyOf(all.values()));
    }

    void keep() {
      for (Open changed : open.values()) {
        if (changed.rows.isEmpty()) {
          continue;
        }
        Period period = changed.period.ending(endingOf(changed));
        changed.period = period;
        if (changed.isNew) {
          store.add(period, changed.resourceSetIds);
        } else {
          store.update(period);
        }
      }
    }

    /** What resource servers told of RPTs. */
    void report() {
      Map<String, String> rpts = new HashMap<>();
      for (JournalEntry row : rows) {
        TokenRef token = row.token();
        String period = periodOf.get(row.id());
        if (token != null && period != null && row.interaction() == Interaction.RPT_ISSUED) {
          rpts.put(token.id(), period);
        }
      }
      for (JournalEntry row : rows) {
        TokenRef token = row.token();
        if (token != null
            && token.kind() == TokenKind.RPT
            && (row.interaction() == Interaction.ACCESS_ANSWERED
                || row.interaction() == Interaction.ACCESS_REPORTED)) {
          store.reported(rpts.get(token.id()), row);
        }
      }
    }

    /** An end reached periods of earlier batches; those of this one know of it already. */
    void reevaluate(List<Period> reached) {
      List<Period> others =
          reached.stream()
              .filter(
                  period -> open.get(period.id()) == null || open.get(period.id()).rows.isEmpty())
              .toList();
      Map<String, JournalEntry> lasts = lastEntries(others);
      ends.add(store.endsOf(keysOf(lasts.values())));
      for (Period period : others) {
        Ending ending = endingOf(new Open(period, false, lasts.get(period.lastEntryId())));
        if (!ending.equals(period.ending())) {
          store.update(period.ending(ending));
        }
      }
    }
  }

  private Map<String, JournalEntry> lastEntries(List<Period> periods) {
    Map<String, JournalEntry> entries = new HashMap<>();
    store
        .entries(periods.stream().map(Period::lastEntryId).toList())
        .forEach(entry -> entries.put(entry.id(), entry));
    return entries;
  }

  private static Set<String> keysOf(Collection<JournalEntry> rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(EndIndex.keysOf(row)));
    return keys;
  }

  private static Set<String> periodsOf(List<JournalEntry> rows) {
    Set<String> periods = new LinkedHashSet<>();
    for (JournalEntry row : rows) {
      String period = row.stored() == null ? null : row.stored().periodId();
      if (period != null) {
        periods.add(period);
      }
    }
    return periods;
  }

  private static @Nullable String refreshTokenUsedBy(JournalEntry row) {
    TokenRef token = row.token();
    return token == null ? null : token.fromRefreshTokenId();
  }

  private static boolean isProjected(JournalEntry row) {
    return row.interaction() != null && row.token() != null;
  }
}
