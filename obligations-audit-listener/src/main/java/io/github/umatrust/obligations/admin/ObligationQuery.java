package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.JournalFilter;
import io.github.umatrust.obligations.projection.Obligation;
import io.github.umatrust.obligations.projection.ObligationState;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator asks for. Anything unknown or malformed is refused rather than ignored: a
 * filter that is silently dropped would show more than was asked for.
 *
 * @param clause only this clause, null for all
 * @param party only where this party, by id or recorded name, is obliged or expects; null for all
 * @param client only where this client is the client or the resource server; null for all
 * @param tokenId only what hangs on this token or ticket; null for all
 * @param state only what is in this state now; null for all
 * @param first how many to skip
 * @param max how many at most
 */
public record ObligationQuery(
    @Nullable Clause clause,
    @Nullable String party,
    @Nullable String client,
    @Nullable String tokenId,
    @Nullable ObligationState state,
    int first,
    int max) {

  /** Page size when none is asked for. */
  public static final int DEFAULT_MAX = 100;

  /** Largest page. */
  public static final int LIMIT_MAX = 1000;

  private static final Set<String> PARAMETERS =
      Set.of("clause", "party", "client", "tokenId", "state", "first", "max");

  /**
   * Reads the query parameters.
   *
   * @throws InvalidQueryException for a parameter that is unknown, repeated, empty, too long or
   *     outside its values
   */
  public static ObligationQuery parse(Map<String, List<String>> parameters)
      throws InvalidQueryException {
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      if (!PARAMETERS.contains(parameter.getKey())) {
        throw new InvalidQueryException(
            "Unknown query parameter. Known are: " + String.join(", ", sorted(PARAMETERS)));
      }
      if (parameter.getValue().size() != 1) {
        throw new InvalidQueryException("Repeated query parameter: " + parameter.getKey());
      }
    }
    String clauseId = text(parameters, "clause");
    Clause clause = clauseId == null ? null : Clause.byId(clauseId).orElse(null);
    if (clauseId != null && clause == null) {
      throw new InvalidQueryException("Unknown clause");
    }
    String stateId = text(parameters, "state");
    ObligationState state = stateId == null ? null : ObligationState.byId(stateId).orElse(null);
    if (stateId != null && state == null) {
      throw new InvalidQueryException("Unknown state. Known are: in_force, ended, occurred");
    }
    return new ObligationQuery(
        clause,
        text(parameters, "party"),
        text(parameters, "client"),
        text(parameters, "tokenId"),
        state,
        number(parameters, "first", 0, Integer.MAX_VALUE),
        number(parameters, "max", DEFAULT_MAX, LIMIT_MAX));
  }

  /** Which journal rows can have begun such an obligation. */
  public JournalFilter journalFilter() {
    Set<Interaction> interactions = clause == null ? null : EnumSet.of(clause.trigger());
    return new JournalFilter(interactions, party, client, tokenId);
  }

  /** Whether this obligation, which {@link #journalFilter()} let through, is asked for. */
  public boolean matches(Obligation obligation) {
    return (clause == null || clause == obligation.clause())
        && (state == null || state == obligation.state())
        && (tokenId == null || obligation.tokenIds().contains(tokenId))
        && (party == null || isParty(party, obligation));
  }

  private static boolean isParty(String party, Obligation obligation) {
    return Stream.of(obligation.obligated(), obligation.expecting())
        .flatMap(Optional::stream)
        .anyMatch(side -> side.id().equals(party) || side.name().equals(party));
  }

  private static @Nullable String text(Map<String, List<String>> parameters, String name)
      throws InvalidQueryException {
    List<String> values = parameters.get(name);
    if (values == null) {
      return null;
    }
    String value = values.get(0);
    if (value == null || value.isBlank()) {
      throw new InvalidQueryException("Empty query parameter: " + name);
    }
    if (value.length() > Bounded.ID || value.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidQueryException("Query parameter too long or not text: " + name);
    }
    return value;
  }

  private static int number(
      Map<String, List<String>> parameters, String name, int otherwise, int limit)
      throws InvalidQueryException {
    String value = text(parameters, name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 0 && number <= limit) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a number outside the range
    }
    throw new InvalidQueryException("Not a number from 0 to " + limit + ": " + name);
  }

  private static List<String> sorted(Set<String> values) {
    return values.stream().sorted().toList();
  }
}
