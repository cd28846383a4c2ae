package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Interaction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which interaction rows are wanted; null means any.
 *
 * @param interactions one of these interactions
 * @param party id or recorded name of a party in any role
 * @param client {@code client_id} or internal id of the client or the resource server
 * @param tokenId {@code jti} of a token, or opaque id of a ticket, of the same grant
 */
public record JournalFilter(
    @Nullable Set<Interaction> interactions,
    @Nullable String party,
    @Nullable String client,
    @Nullable String tokenId) {

  public static JournalFilter any() {
    return new JournalFilter(null, null, null, null);
  }
}
