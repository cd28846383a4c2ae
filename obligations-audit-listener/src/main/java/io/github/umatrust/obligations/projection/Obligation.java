package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.ObligationDuration;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.EndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One clause between two parties, from when to when, as it was at some moment.
 *
 * @param clause the clause
 * @param period from when to when, and between whom
 * @param state what it was at that moment
 */
public record Obligation(Clause clause, Period period, ObligationState state) {

  /** End reason in the query API of an obligation that nothing ended but time. */
  public static final String EXPIRED = "expired";

  /**
   * The obligations of a period at a moment, in the draft's order: those that its interaction
   * brought into force, and for an RPT those that only a report could.
   *
   * @param moment milliseconds since the epoch, not before the period began
   */
  public static List<Obligation> of(Period period, long moment) {
    List<Obligation> obligations = new ArrayList<>();
    for (Clause clause : Clause.values()) {
      if (clause.trigger() == period.interaction()) {
        obligations.add(new Obligation(clause, period, stateOf(clause, period, moment)));
      } else if (period.interaction() == Interaction.RPT_ISSUED
          && isUnreported(clause.trigger(), period, moment)) {
        obligations.add(new Obligation(clause, period, ObligationState.NOT_REPORTED));
      }
    }
    return obligations;
  }

  private static ObligationState stateOf(Clause clause, Period period, long moment) {
    if (clause.duration() == ObligationDuration.POINT_IN_TIME) {
      return ObligationState.OCCURRED;
    }
    return period.ending().isOver(moment) ? ObligationState.ENDED : ObligationState.IN_FORCE;
  }

  private static boolean isUnreported(Interaction trigger, Period period, long moment) {
    return switch (trigger) {
      case ACCESS_ANSWERED -> period.answeredAt() == null || period.answeredAt() > moment;
      case ACCESS_REPORTED -> period.accessedAt() == null || period.accessedAt() > moment;
      default -> false;
    };
  }

  /** Stable id: the same for the same obligation in every answer. */
  public String id() {
    return period.id() + "." + clause.id();
  }

  /**
   * When it ended or will end, milliseconds since the epoch; null when no end is known, and where
   * nobody knows if it began.
   */
  public @Nullable Long until() {
    return state == ObligationState.NOT_REPORTED ? null : period.ending().time();
  }

  /** {@code revoked}, {@code expired} and so on; empty unless it has ended. */
  public Optional<String> endReason() {
    if (state != ObligationState.ENDED) {
      return Optional.empty();
    }
    EndReason reason = period.ending().reason();
    return Optional.of(reason == null ? EXPIRED : reason.id());
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
    return period.parties().inRole(role);
  }
}
