package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.Interaction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the journal are asked for; null means any.
 *
 * @param interaction what happened
 * @param type what kind of entry it is
 * @param party id or recorded name of a party of the obligations it began or renewed
 * @param client {@code client_id} or internal id of its client or its resource server
 * @param tokenId {@code jti} of the token it is about, or the id of the ticket
 * @param ticketId id of the permission ticket it followed from or is about
 * @param resourceSet id of a resource set that its obligations are about
 * @param from recorded at this moment or later, milliseconds since the epoch
 * @param to recorded before this moment, milliseconds since the epoch
 * @param after where the page before ended
 * @param max how many
 */
public record EntryQuery(
    @Nullable Interaction interaction,
    @Nullable EntryType type,
    @Nullable String party,
    @Nullable String client,
    @Nullable String tokenId,
    @Nullable String ticketId,
    @Nullable String resourceSet,
    @Nullable Long from,
    @Nullable Long to,
    @Nullable EntryCursor after,
    int max) {

  private static final Set<String> PARAMETERS =
      Set.of(
          "interaction",
          "type",
          "party",
          "client",
          "tokenId",
          "ticketId",
          "resourceSet",
          "from",
          "to",
          "after",
          "max");

  private static final String INTERACTIONS =
      Arrays.stream(Interaction.values()).map(Interaction::id).collect(Collectors.joining(", "));

  /**
   * Reads the query parameters.
   *
   * @throws InvalidQueryException for a parameter that is unknown, repeated, empty, too long or
   *     outside its values
   */
  public static EntryQuery parse(Map<String, List<String>> parameters)
      throws InvalidQueryException {
    Parameters read = new Parameters(parameters, PARAMETERS);
    String after = read.text("after");
    return new EntryQuery(
        read.oneOf("interaction", Interaction::byId, INTERACTIONS),
        read.oneOf("type", EntryType::byId, String.join(", ", EntryType.ids())),
        read.text("party"),
        read.text("client"),
        read.text("tokenId"),
        read.text("ticketId"),
        read.text("resourceSet"),
        read.moment("from"),
        read.momentAfter("to"),
        after == null ? null : EntryCursor.parse(after),
        read.number("max", ObligationQuery.DEFAULT_MAX, 1, ObligationQuery.LIMIT_MAX));
  }

  /** This query from where a page ended, in pages of this size. */
  public EntryQuery after(@Nullable EntryCursor cursor, int size) {
    return new EntryQuery(
        interaction, type, party, client, tokenId, ticketId, resourceSet, from, to, cursor, size);
  }

  /**
   * Whether an index of the journal leads to nothing else: to those of a token or ticket, or to all
   * of some time.
   */
  boolean isOfAnIndex() {
    return isOfOneTokenOrTicket() || (interaction == null && type == null && !isAboutObligations());
  }

  /** Whether only entries of one token or ticket are asked for, which are few. */
  boolean isOfOneTokenOrTicket() {
    return tokenId != null || ticketId != null;
  }

  /** Whether only entries of certain obligations are asked for. */
  boolean isAboutObligations() {
    return party != null || client != null || resourceSet != null;
  }
}
