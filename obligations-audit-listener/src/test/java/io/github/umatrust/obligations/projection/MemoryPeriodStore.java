package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Seals;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows and periods in memory. Knows only what was projected before, as the database does. */
final class MemoryPeriodStore implements PeriodStore {

  private static final Seals SEALS = Seals.fresh();

  private final Map<String, JournalEntry> rows = new LinkedHashMap<>();
  private final Map<String, Period> periods = new LinkedHashMap<>();

  /** How many periods batches have read so far to place their rows. */
  int read;

  /** Projects a batch. */
  void project(List<JournalEntry> batch) {
    Map<String, String> periodOf = new Projector(this).project(batch);
    long index = rows.size();
    for (JournalEntry row : batch) {
      rows.put(row.id(), stored(row, index++, periodOf.get(row.id())));
    }
  }

  /** All periods, in the order they began. */
  List<Period> periods() {
    return periods.values().stream()
        .sorted(Comparator.comparingLong(Period::since).thenComparing(Period::id))
        .toList();
  }

  private static JournalEntry stored(JournalEntry row, long index, @Nullable String period) {
    return new JournalEntry(
        row.id(),
        row.realmId(),
        row.recordedAt(),
        row.occurredAt(),
        row.interaction(),
        row.token(),
        row.ticketId(),
        row.grant(),
        row.parties(),
        row.resourceServer(),
        row.expiresAt(),
        row.grantExpiresAt(),
        row.renewal(),
        row.confirmed(),
        row.end(),
        row.details(),
        new JournalEntry.Stored(SEALS, index, period));
  }

  private List<JournalEntry> rows(Predicate<JournalEntry> filter) {
    return rows.values().stream().filter(filter).toList();
  }

  @Override
  public List<Period> periods(Collection<String> periodIds) {
    return read(period -> periodIds.contains(period.id()));
  }

  @Override
  public List<Period> ofLineages(Collection<String> lineages) {
    return read(period -> lineages.contains(period.lineage()));
  }

  @Override
  public @Nullable Period latest(String lineage, Interaction interaction) {
    List<Period> all =
        periods().stream()
            .filter(
                period -> lineage.equals(period.lineage()) && period.interaction() == interaction)
            .toList();
    read += Math.min(1, all.size());
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  private List<Period> read(Predicate<Period> filter) {
    List<Period> found = periods().stream().filter(filter).toList();
    read += found.size();
    return found;
  }

  @Override
  public List<JournalEntry> issuedWith(Collection<String> refreshTokenIds) {
    return rows(
        row -> {
          TokenRef token = row.token();
          return token != null && refreshTokenIds.contains(token.refreshTokenId());
        });
  }

  @Override
  public List<JournalEntry> entries(Collection<String> entryIds) {
    return rows(row -> entryIds.contains(row.id()));
  }

  @Override
  public List<JournalEntry> entriesOf(String periodId, long unexpiredAt) {
    return rows(
        row -> {
          Long expiresAt = row.expiresAt();
          return row.stored() != null
              && periodId.equals(row.stored().periodId())
              && (expiresAt == null || expiresAt > unexpiredAt);
        });
  }

  @Override
  public List<JournalEntry> endsOf(Collection<String> keys) {
    return rows(row -> row.end() != null && keys.contains(row.end().reach().key()));
  }

  @Override
  public void reachedBy(Collection<End> ends, long moment, Consumer<List<Period>> action) {
    Set<String> keys =
        ends.stream().map(end -> end.reach().key()).collect(Collectors.toUnmodifiableSet());
    List<Period> reached = new ArrayList<>();
    for (Period period : periods()) {
      Long until = period.ending().time();
      if ((until == null || until > moment)
          && rows.values().stream()
              .anyMatch(
                  row ->
                      row.stored() != null
                          && period.id().equals(row.stored().periodId())
                          && !Collections.disjoint(EndIndex.keysOf(row), keys))) {
        reached.add(period);
      }
    }
    action.accept(reached);
  }

  @Override
  public void add(Period period, Set<String> resourceSetIds) {
    periods.put(period.id(), period);
  }

  @Override
  public void update(Period period) {
    periods.put(period.id(), period);
  }

  @Override
  public void reported(@Nullable String periodId, JournalEntry report) {
    TokenRef token = report.token();
    for (Period period : periods()) {
      if (token != null
          && period.interaction() == Interaction.RPT_ISSUED
          && period.tokenId().equals(token.id())) {
        boolean access = report.interaction() == Interaction.ACCESS_REPORTED;
        periods.put(
            period.id(),
            new Period(
                period.id(),
                period.realmId(),
                period.interaction(),
                period.lineage(),
                period.tokenKind(),
                period.tokenId(),
                period.since(),
                period.ending(),
                period.lastEntryId(),
                period.grant(),
                period.parties(),
                period.resourceServer(),
                period.renewals(),
                access ? period.answeredAt() : Long.valueOf(report.occurredAt()),
                access ? Long.valueOf(report.occurredAt()) : period.accessedAt(),
                period.confirmed()));
      }
    }
  }
}
