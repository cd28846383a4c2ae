package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.PartyRole;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.IndexedId;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition about the period {@code p}, to be added to others.
 *
 * @param jpql the condition, with {@code and} before it; empty for none
 * @param parameters its parameters
 * @param columns the columns that it allows one value only
 */
record Condition(String jpql, Map<String, Object> parameters, List<String> columns) {

  static final Condition NONE = new Condition("", Map.of());

  Condition(String jpql, Map<String, Object> parameters) {
    this(jpql, parameters, List.of());
  }

  /**
   * A way in which somebody is a party of a period.
   *
   * @param role in which role; null for anybody in any
   * @param condition the condition, which one index answers
   */
  record AsParty(@Nullable PartyRole role, Condition condition) {}

  static Condition of(String jpql, String parameter, Object value) {
    return new Condition(jpql, Map.of(parameter, value));
  }

  /** That the entry {@code j} has this id. */
  static Condition of(IndexedId column, String parameter, String id) {
    return new Condition(
        " and " + column.condition("j", parameter), IndexedId.values(parameter, id));
  }

  /** Both. */
  Condition and(Condition other) {
    Map<String, Object> both = new LinkedHashMap<>(parameters);
    both.putAll(other.parameters);
    return new Condition(
        jpql + other.jpql, both, Stream.concat(columns.stream(), other.columns.stream()).toList());
  }

  boolean isNone() {
    return jpql.isEmpty();
  }

  <T> TypedQuery<T> bind(TypedQuery<T> query) {
    parameters.forEach(query::setParameter);
    return query;
  }

  /** That a column has a value. */
  static Condition equal(String column, String parameter, String value) {
    return new Condition(
        " and " + column + " = :" + parameter, Map.of(parameter, value), List.of(column));
  }

  private static Condition column(String column, String parameter, String value) {
    return equal("p.participants." + column, parameter, value);
  }

  private static AsParty asParty(PartyRole role, String column, String party) {
    return new AsParty(role, column(column, "party", Bounded.key(party, Bounded.ID)));
  }

  /**
   * The ways in which somebody can be a party of a period.
   *
   * @param party id or recorded name; null for anybody
   * @param realmId the realm's id, which stands for the operator of the authorization server: a
   *     party of everything
   */
  static List<AsParty> ofParty(@Nullable String party, String realmId) {
    if (party == null) {
      return List.of(new AsParty(null, NONE));
    }
    if (party.equals(realmId)) {
      return List.of(new AsParty(PartyRole.AUTHORIZATION_SERVER_OPERATOR, NONE));
    }
    return Stream.concat(
            ofPartyId(party).stream(),
            Stream.of(
                asParty(PartyRole.AUTHORIZING_PARTY, "authorizingPartyName", party),
                asParty(PartyRole.REQUESTING_PARTY, "requestingPartyName", party),
                asParty(PartyRole.RESOURCE_SERVER_OPERATOR, "resourceServerOperator", party),
                asParty(
                    PartyRole.AUTHORIZATION_SERVER_OPERATOR, "authorizationServerOperator", party)))
        .toList();
  }

  /** As {@link #ofParty}, but by id alone, and of nobody but users and clients. */
  static List<AsParty> ofPartyId(String partyId) {
    return List.of(
        asParty(PartyRole.AUTHORIZING_PARTY, "authorizingPartyId", partyId),
        asParty(PartyRole.REQUESTING_PARTY, "requestingPartyId", partyId),
        asParty(PartyRole.RESOURCE_SERVER_OPERATOR, "resourceServerUuid", partyId));
  }

  /**
   * The ways in which a client can take part in a period.
   *
   * @param client {@code client_id} or internal id; null for any
   * @param asker to whom the client that a token was issued to is shown only where the token is
   *     theirs, so that nothing else can be asked for either; null for an administrator
   */
  static List<Condition> ofClient(@Nullable String client, @Nullable Asker asker) {
    if (client == null) {
      return List.of(NONE);
    }
    String id = Bounded.key(client, Bounded.ID);
    Condition own = asker == null ? NONE : ofTokensOf(asker);
    List<Condition> ways = new ArrayList<>();
    for (String column : List.of("clientId", "clientUuid")) {
      ways.add(column(column, "client", id).and(own));
    }
    for (String column : List.of("resourceServerClientId", "resourceServerUuid")) {
      ways.add(column(column, "client", id));
    }
    return ways;
  }

  private static Condition ofTokensOf(Asker asker) {
    Condition ofUser =
        of(" and (p.participants.userId = :askingUser", "askingUser", asker.userId());
    return asker.organisation()
        ? ofUser.and(
            of(" or p.participants.clientUuid = :askingClient)", "askingClient", asker.partyId()))
        : new Condition(ofUser.jpql + ")", ofUser.parameters);
  }
}
