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
 * @param byPartyId whether the party is meant by its id alone
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
    boolean byPartyId) {

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
        false);
  }

  /**
   * This query for one party alone, whatever it asked for. Only the id counts: anybody can take a
   * name that is somebody's id.
   */
  public ObligationQuery ofPartyId(String partyId) {
    return new ObligationQuery(
        clause,
        partyId,
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
        true);
  }

  /** This query from where a page ended. */
  public ObligationQuery after(Cursor cursor) {
    return after(cursor, max);
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
        byPartyId);
  }

  /** The interactions whose periods can have such an obligation. */
  Set<Interaction> interactions() {
    Set<Interaction> interactions = EnumSet.noneOf(Interaction.class);
    for (Clause candidate : Clause.values()) {
      if ((clause == null || clause == candidate) && isOfRole(candidate)) {
        boolean reported =
            candidate.trigger() == Interaction.ACCESS_ANSWERED
                || candidate.trigger() == Interaction.ACCESS_REPORTED;
        if (state == null || state == ObligationState.NOT_REPORTED) {
          if (reported) {
            interactions.add(Interaction.RPT_ISSUED);
          }
        }
        boolean occurs = candidate.duration() == ObligationDuration.POINT_IN_TIME;
        if (state == null
            || (state == ObligationState.OCCURRED && occurs)
            || ((state == ObligationState.IN_FORCE || state == ObligationState.ENDED) && !occurs)) {
          interactions.add(candidate.trigger());
        }
      }
    }
    return interactions;
  }

  private boolean isOfRole(Clause candidate) {
    return role == null || candidate.obligated() == role || candidate.expecting() == role;
  }

  /** Whether this obligation, whose period was found, is asked for. */
  boolean matches(Obligation obligation) {
    return (clause == null || clause == obligation.clause())
        && isOfRole(obligation.clause())
        && (state == null || state == obligation.state())
        && (party == null
            || isParty(obligation.clause().obligated(), obligation.obligated())
            || isParty(obligation.clause().expecting(), obligation.expecting()))
        && (after == null || after.isBefore(obligation));
  }

  private boolean isParty(PartyRole side, Optional<Party> party) {
    return (role == null || role == side)
        && party
            .filter(
                found ->
                    found.id().equals(this.party)
                        || (!byPartyId && found.name().equals(this.party)))
            .isPresent();
  }
}
