package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One clause between two parties, from when to when.
 *
 * @param clause the clause
 * @param entries the journal rows behind it, oldest first: the one that began it and its renewals
 * @param since when it came into force, milliseconds since the epoch
 * @param until when it ended or will end, milliseconds since the epoch; null when no end is known
 * @param state what it is now
 * @param endedBy what ended it; null when it is in force, and when it simply expired
 */
public record Obligation(
    Clause clause,
    List<JournalEntry> entries,
    long since,
    @Nullable Long until,
    ObligationState state,
    @Nullable EndReason endedBy) {

  /** End reason in the query API of an obligation that nothing ended but time. */
  public static final String EXPIRED = "expired";

  public Obligation {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("an obligation begins with a journal entry");
    }
  }

  /** The entry that brought it into force. */
  public JournalEntry first() {
    return entries.get(0);
  }

  /** The entry that renewed it last, or the first. */
  public JournalEntry last() {
    return entries.get(entries.size() - 1);
  }

  /** Stable id: the same for the same obligation in every answer. */
  public String id() {
    return first().id() + "." + clause.id();
  }

  /** Who is obliged; empty where one token carries permissions of several owners. */
  public Optional<Party> obligated() {
    return party(clause.obligated());
  }

  /** Who may expect it; empty where one token carries permissions of several owners. */
  public Optional<Party> expecting() {
    return party(clause.expecting());
  }

  private Optional<Party> party(PartyRole role) {
    return first().parties().inRole(role);
  }

  /** Ids of the tokens (or the ticket) it hangs on, oldest first. */
  public List<String> tokenIds() {
    return entries.stream()
        .map(JournalEntry::token)
        .flatMap(token -> Optional.ofNullable(token).stream())
        .map(token -> token.id())
        .distinct()
        .toList();
  }

  /** {@code revoked}, {@code expired} and so on; empty unless it has ended. */
  public Optional<String> endReason() {
    if (state != ObligationState.ENDED) {
      return Optional.empty();
    }
    return Optional.of(endedBy == null ? EXPIRED : endedBy.id());
  }
}
