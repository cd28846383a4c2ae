package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.Projection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds obligations by walking the journal in the order of recording, in batches, each projected
 * from all rows of its grants. Nothing but the page is held in memory.
 */
final class ObligationFinder {

  /** Rows per batch; their end keys must fit one IN list on every database. */
  private static final int BATCH = 50;

  private static final int KEYS_PER_QUERY = 500;

  private final Journal journal;
  private final long now;

  /**
   * @param journal the realm's journal
   * @param now time of looking, milliseconds since the epoch
   */
  ObligationFinder(Journal journal, long now) {
    this.journal = journal;
    this.now = now;
  }

  /** One page of obligations, in the order they began. */
  List<Obligation> find(ObligationQuery query) {
    List<Obligation> page = new ArrayList<>();
    int skipped = 0;
    JournalEntry after = null;
    while (page.size() < query.max()) {
      List<JournalEntry> batch = journal.interactions(query.journalFilter(), after, BATCH);
      for (Obligation obligation : beginningIn(batch)) {
        if (!query.matches(obligation)) {
          continue;
        }
        if (skipped < query.first()) {
          skipped++;
        } else if (page.size() < query.max()) {
          page.add(obligation);
        }
      }
      if (batch.size() < BATCH) {
        break;
      }
      after = batch.get(batch.size() - 1);
    }
    return page;
  }

  private List<Obligation> beginningIn(List<JournalEntry> batch) {
    Set<String> ids = batch.stream().map(JournalEntry::id).collect(Collectors.toSet());
    Set<String> lineages = new LinkedHashSet<>();
    for (JournalEntry entry : batch) {
      String lineage = entry.lineage();
      if (lineage != null) {
        lineages.add(lineage);
      }
    }
    List<JournalEntry> rows = journal.ofLineages(lineages);
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.reachedBy()));
    return Projection.project(rows, endsOf(keys), now).stream()
        .filter(obligation -> ids.contains(obligation.first().id()))
        .toList();
  }

  private List<JournalEntry> endsOf(Set<String> keys) {
    List<String> all = List.copyOf(keys);
    List<JournalEntry> ends = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int from = 0; from < all.size(); from += KEYS_PER_QUERY) {
      int to = Math.min(from + KEYS_PER_QUERY, all.size());
      for (JournalEntry end : journal.endsOf(all.subList(from, to))) {
        if (seen.add(end.id())) {
          ends.add(end);
        }
      }
    }
    return ends;
  }
}
