package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.ObligationDuration;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.ObligationState;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which obligations are asked for; null means any.
 *
 * @param clause this clause
 * @param party id or recorded name of who is obliged or may expect it
 * @param role the role of that party, or of either side where no party is named
 * @param state what it is
 * @param tokenKind what it hangs on
 * @param tokenId {@code jti} of one of its tokens, or the id of its ticket
 * @param client {@code client_id} or internal id of its client or its resource server
 * @param resourceSet id of a resource set it is about
 * @param from began at this moment or later, milliseconds since the epoch
 * @param to began before this moment, milliseconds since the epoch
 * @param asOf as it was at this moment, milliseconds since the epoch; null means now
 * @param after where the page before ended
 * @param max how many
 * @param asker who asks for what binds them: the party, which is meant by its id alone; null for an
 *     administrator
 */
public record ObligationQuery(
    @Nullable Clause clause,
    @Nullable String party,
    @Nullable PartyRole role,
    @Nullable ObligationState state,
    @Nullable TokenKind tokenKind,
    @Nullable String tokenId,
    @Nullable String client,
    @Nullable String resourceSet,
    @Nullable Long from,
    @Nullable Long to,
    @Nullable Long asOf,
    @Nullable Cursor after,
    int max,
    @Nullable Asker asker) {

  /** Page size when none is asked for. */
  public static final int DEFAULT_MAX = 100;

  /** Largest page. */
  public static final int LIMIT_MAX = 1000;

  private static final Set<String> PARAMETERS =
      Set.of(
          "clause",
          "party",
          "role",
          "state",
          "tokenKind",
          "tokenId",
          "client",
          "resourceSet",
          "from",
          "to",
          "asOf",
          "after",
          "max");

  /**
   * Reads the query parameters.
   *
   * @throws InvalidQueryException for a parameter that is unknown, repeated, empty, too long or
   *     outside its values
   */
  public static ObligationQuery parse(Map<String, List<String>> parameters)
      throws InvalidQueryException {
    Parameters read = new Parameters(parameters, PARAMETERS);
    String after = read.text("after");
    return new ObligationQuery(
        read.oneOf("clause", Clause::byId, "those of /clauses"),
        read.text("party"),
        read.oneOf("role", PartyRole::byId, String.join(", ", PartyRole.ids())),
        read.oneOf("state", ObligationState::byId, "in_force, ended, occurred, not_reported"),
        read.oneOf("tokenKind", TokenKind::byId, String.join(", ", TokenKind.ids())),
        read.text("tokenId"),
        read.text("client"),
        read.text("resourceSet"),
        read.moment("from"),
        read.momentAfter("to"),
        read.moment("asOf"),
        after == null ? null : Cursor.parse(after),
        read.number("max", DEFAULT_MAX, 1, LIMIT_MAX));
  }

  /** A query for a party by id or name. */
  public ObligationQuery(
      @Nullable Clause clause,
      @Nullable String party,
      @Nullable PartyRole role,
      @Nullable ObligationState state,
      @Nullable TokenKind tokenKind,
      @Nullable String tokenId,
      @Nullable String client,
      @Nullable String resourceSet,
      @Nullable Long from,
      @Nullable Long to,
      @Nullable Long asOf,
      @Nullable Cursor after,
      int max) {
    this(
        clause,
        party,
        role,
        state,
        tokenKind,
        tokenId,
        client,
        resourceSet,
        from,
        to,
        asOf,
        after,
        max,
        null);
  }

  /**
   * This query for one party alone, whatever it asked for. Only the id counts: anybody can take a
   * name that is somebody's id.
   */
  public ObligationQuery of(Asker whoever) {
    return new ObligationQuery(
        clause,
        whoever.partyId(),
        role,
        state,
        tokenKind,
        tokenId,
        client,
        resourceSet,
        from,
        to,
        asOf,
        after,
        max,
        whoever);
  }

  /** This query from where a page ended, in pages of this size. */
  public ObligationQuery after(@Nullable Cursor cursor, int size) {
    return new ObligationQuery(
        clause,
        party,
        role,
        state,
        tokenKind,
        tokenId,
        client,
        resourceSet,
        from,
        to,
        asOf,
        cursor,
        size,
        asker);
  }

  /** Whether it is not about all clauses in all states. */
  boolean isAboutSomeClauses() {
    return clause != null || role != null || state != null;
  }

  /**
   * Which periods have such obligations.
   *
   * @param interactions the interactions that began them
   * @param reports the reports of which one has to be missing where the interaction is the issue of
   *     an RPT; empty where none has to be
   */
  record Wanted(Set<Interaction> interactions, Set<Interaction> reports) {

    /** What has to hold of the reports at this moment. */
    Condition unreported(long moment) {
      if (reports.isEmpty()) {
        return Condition.NONE;
      }
      String missing =
          reports.stream()
              .map(report -> report == Interaction.ACCESS_ANSWERED ? "answeredAt" : "accessedAt")
              .map(column -> "p.%1$s is null or p.%1$s > :moment".formatted(column))
              .collect(Collectors.joining(" or "));
      return Condition.of(
              " and (p.interaction <> :rpt or " + missing + ")", "rpt", Interaction.RPT_ISSUED.id())
          .and(Condition.of("", "moment", moment));
    }
  }

  /**
   * The periods that have such obligations.
   *
   * @param side the role in which somebody is a party of the obligation; null for any
   */
  Wanted wanted(@Nullable PartyRole side) {
    Set<Interaction> interactions = EnumSet.noneOf(Interaction.class);
    Set<Interaction> reports = EnumSet.noneOf(Interaction.class);
    for (Clause candidate : Clause.values()) {
      if ((clause == null || clause == candidate)
          && hasSide(candidate, role)
          && hasSide(candidate, side)) {
        boolean reported =
            candidate.trigger() == Interaction.ACCESS_ANSWERED
                || candidate.trigger() == Interaction.ACCESS_REPORTED;
        if (reported && (state == null || state == ObligationState.NOT_REPORTED)) {
          reports.add(candidate.trigger());
        }
        boolean occurs = candidate.duration() == ObligationDuration.POINT_IN_TIME;
        if (state == null
            || (state == ObligationState.OCCURRED && occurs)
            || ((state == ObligationState.IN_FORCE || state == ObligationState.ENDED) && !occurs)) {
          interactions.add(candidate.trigger());
        }
      }
    }
    if (reports.isEmpty() || interactions.contains(Interaction.RPT_ISSUED)) {
      return new Wanted(interactions, Set.of());
    }
    interactions.add(Interaction.RPT_ISSUED);
    return new Wanted(interactions, reports);
  }

  private static boolean hasSide(Clause candidate, @Nullable PartyRole side) {
    return side == null || candidate.obligated() == side || candidate.expecting() == side;
  }

  /** Whether this obligation, whose period was found, is asked for. */
  boolean matches(Obligation obligation) {
    return (clause == null || clause == obligation.clause())
        && hasSide(obligation.clause(), role)
        && (state == null || state == obligation.state())
        && (party == null
            || isParty(obligation.clause().obligated(), obligation.obligated())
            || isParty(obligation.clause().expecting(), obligation.expecting()));
  }

  private boolean isParty(PartyRole side, Optional<Party> party) {
    return (role == null || role == side)
        && party
            .filter(
                found ->
                    found.id().equals(this.party)
                        || (asker == null && found.name().equals(this.party)))
            .isPresent();
  }
}
