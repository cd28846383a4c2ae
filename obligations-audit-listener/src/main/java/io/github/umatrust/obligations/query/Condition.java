package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.journal.Bounded;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition about the period {@code p} that one index answers, to be added to others.
 *
 * @param jpql the condition, with {@code and} before it; empty for none
 * @param parameters its parameters
 */
record Condition(String jpql, Map<String, Object> parameters) {

  static final Condition NONE = new Condition("", Map.of());

  private static final List<String> BY_ID =
      List.of("authorizingPartyId", "requestingPartyId", "resourceServerUuid");

  private static Condition of(String column, String parameter, String value) {
    return new Condition(
        " and p.participants." + column + " = :" + parameter, Map.of(parameter, value));
  }

  /**
   * The ways in which somebody can be a party of a period.
   *
   * @param party id or recorded name; null for anybody
   * @param realmId the realm's id, which stands for the operator of the authorization server: a
   *     party of everything
   */
  static List<Condition> ofParty(@Nullable String party, String realmId) {
    if (party == null || party.equals(realmId)) {
      return List.of(NONE);
    }
    return Stream.concat(
            BY_ID.stream(),
            Stream.of("authorizingPartyName", "requestingPartyName", "resourceServerOperator"))
        .map(column -> of(column, "party", Bounded.key(party, Bounded.ID)))
        .toList();
  }

  /** As {@link #ofParty}, but by id alone. */
  static List<Condition> ofPartyId(String partyId) {
    return BY_ID.stream()
        .map(column -> of(column, "party", Bounded.key(partyId, Bounded.ID)))
        .toList();
  }

  /**
   * The ways in which a client can take part in a period.
   *
   * @param client {@code client_id} or internal id; null for any
   */
  static List<Condition> ofClient(@Nullable String client) {
    if (client == null) {
      return List.of(NONE);
    }
    String id = Bounded.key(client, Bounded.ID);
    return Stream.of("clientId", "clientUuid", "resourceServerClientId", "resourceServerUuid")
        .map(column -> of(column, "client", id))
        .toList();
  }
}
