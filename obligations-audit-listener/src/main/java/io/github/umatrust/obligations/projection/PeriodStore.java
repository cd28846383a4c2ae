package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.JournalEntry;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the {@link Projector} knows of what it has projected before, for one realm. */
interface PeriodStore {

  /** These periods; one that was pruned is missing. */
  List<Period> periods(Collection<String> periodIds);

  /** All periods of these lineages, in the order they began. Those of a grant can be very many. */
  List<Period> ofLineages(Collection<String> lineages);

  /** The period of this lineage and interaction that began last; null where there is none. */
  @Nullable Period latest(String lineage, Interaction interaction);

  /**
   * The rows already projected that came with any of these refresh tokens, by their {@code jti},
   * oldest first.
   */
  List<JournalEntry> issuedWith(Collection<String> refreshTokenIds);

  /** These journal rows; a row that was pruned is missing. */
  List<JournalEntry> entries(Collection<String> entryIds);

  /** Rows of this period whose tokens had not expired at this moment, oldest first. */
  List<JournalEntry> entriesOf(String periodId, long unexpiredAt);

  /** All rows that end something these keys name. */
  List<JournalEntry> endsOf(Collection<String> keys);

  /**
   * The periods within reach of any of these ends that last longer than this moment, some at a
   * time.
   */
  void reachedBy(Collection<End> ends, long moment, Consumer<List<Period>> action);

  /** Keeps a new period, with the resource sets it is about. */
  void add(Period period, Set<String> resourceSetIds);

  /** Keeps a period that changed. */
  void update(Period period);

  /**
   * A resource server reported on an access with this RPT, which may be of an earlier batch.
   *
   * @param periodId the RPT's period, null to look for it
   */
  void reported(@Nullable String periodId, JournalEntry report);
}
