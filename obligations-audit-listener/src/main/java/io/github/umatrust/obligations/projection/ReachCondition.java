package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.IndexedId;
import io.github.umatrust.obligations.journal.Reach;
import jakarta.persistence.Query;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an end reaches, as a condition of a query about {@code x}.
 *
 * @param jpql the condition
 * @param parameters its parameters
 */
record ReachCondition(String jpql, Map<String, Object> parameters) {

  /** Whatever there is. */
  static final ReachCondition ANY = new ReachCondition("1 = 1", Map.of());

  private static final String OF_PERIODS_ONLY = "x.interaction in (:restingOnPermissions)";

  /** Interactions whose clauses rest on permissions. */
  private static final List<String> RESTING_ON_PERMISSIONS =
      Arrays.stream(Interaction.values())
          .filter(
              interaction ->
                  switch (Clause.durationAfter(interaction)) {
                    case UNTIL_EXPIRY, WHILE_AGREED -> true;
                    case WHILE_TOKEN_VALID, OPEN_ENDED, POINT_IN_TIME -> false;
                  })
          .map(Interaction::id)
          .toList();

  /** The periods in reach are those of any of these conditions: each can use an index. */
  static List<ReachCondition> ofPeriods(Reach reach) {
    return switch (reach.kind()) {
      // the period's own token is only its latest
      case TOKEN, TICKET ->
          List.of(
              new ReachCondition(
                  "x.id in (select j.periodId from JournalEntity j where j.realmId = :realm and "
                      + IndexedId.TOKEN.condition("j", "a")
                      + ")",
                  IndexedId.values("a", reach.subject())));
      default ->
          ofRestingOn(reach)
              .map(resting -> List.of(onResourceSet(resting, reach)))
              .orElseGet(() -> ofRows(reach));
    };
  }

  /**
   * The rows in reach, of the journal and of the periods alike, for ends that reach whole rows;
   * those of a token or ticket in the journal alone. Empty for others.
   */
  static List<ReachCondition> ofRows(Reach reach) {
    String offline =
        reach.kind() == Reach.Kind.OFFLINE_GRANT || reach.kind() == Reach.Kind.OFFLINE_SESSION
            ? "x.participants.offlineSession = true"
            : "x.participants.offlineSession = false";
    return switch (reach.kind()) {
      case TOKEN, TICKET ->
          List.of(
              new ReachCondition(
                  IndexedId.TOKEN.condition("x", "a"), IndexedId.values("a", reach.subject())));
      case SESSION, OFFLINE_SESSION ->
          List.of(of("x.participants.sessionId = :a and " + offline, reach.subject(), null));
      case GRANT, OFFLINE_GRANT ->
          List.of(
              of(
                  "x.participants.sessionId = :a and x.participants.clientUuid = :b and " + offline,
                  first(reach),
                  second(reach)));
      case CONSENT ->
          List.of(
              of(
                  "x.participants.userId = :a and x.participants.clientUuid = :b",
                  first(reach),
                  second(reach)));
      case USER -> List.of(of("x.participants.userId = :a", reach.subject(), null));
      case PARTY ->
          List.of(
              of("x.participants.authorizingPartyId = :a", reach.subject(), null),
              of("x.participants.requestingPartyId = :a", reach.subject(), null));
      case CLIENT ->
          List.of(
              of("x.participants.clientUuid = :a", reach.subject(), null),
              of("x.participants.resourceServerUuid = :a", reach.subject(), null));
      case CLIENT_TOKENS -> List.of(of("x.participants.clientUuid = :a", reach.subject(), null));
      case REALM -> List.of(of("x.realmId = :a", reach.subject(), null));
      case RESOURCE_SET, PERMISSION -> List.of();
    };
  }

  /**
   * Which of the periods about a {@link #resourceSet resource set} are in reach; empty for ends
   * that are not about permissions.
   */
  static Optional<ReachCondition> ofRestingOn(Reach reach) {
    return switch (reach.kind()) {
      case RESOURCE_SET -> Optional.of(restingOnPermissions());
      case PERMISSION -> {
        Map<String, Object> parameters = new LinkedHashMap<>(restingOnPermissions().parameters());
        parameters.put("b", Bounded.key(second(reach), Bounded.ID));
        yield Optional.of(
            new ReachCondition(
                OF_PERIODS_ONLY + " and x.participants.requestingPartyId = :b", parameters));
      }
      default -> Optional.empty();
    };
  }

  /** The resource set that the permissions in reach are on, as it is kept. */
  static String resourceSet(Reach reach) {
    return Bounded.key(
        reach.kind() == Reach.Kind.PERMISSION ? first(reach) : reach.subject(), Bounded.ID);
  }

  /** Periods that can end with the permissions on a resource set. */
  static ReachCondition restingOnPermissions() {
    return new ReachCondition(
        OF_PERIODS_ONLY, Map.of("restingOnPermissions", RESTING_ON_PERMISSIONS));
  }

  void bind(Query query) {
    parameters.forEach(query::setParameter);
  }

  /**
   * The same, of the periods about the resource set alone. Said so that databases begin with the
   * resource set: of whether one exists for a period they would ask for every period.
   */
  private static ReachCondition onResourceSet(ReachCondition resting, Reach reach) {
    Map<String, Object> parameters = new LinkedHashMap<>(resting.parameters());
    parameters.put("a", resourceSet(reach));
    return new ReachCondition(
        resting.jpql()
            + " and x.id in (select r.periodId from PeriodResourceSetEntity r"
            + " where r.realmId = :realm and r.resourceSetId = :a)",
        parameters);
  }

  private static ReachCondition of(String jpql, String first, @Nullable String second) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("a", Bounded.key(first, Bounded.ID));
    if (second != null) {
      parameters.put("b", Bounded.key(second, Bounded.ID));
    }
    return new ReachCondition(jpql, parameters);
  }

  private static String first(Reach reach) {
    return reach.subject().substring(0, Math.max(0, slash(reach)));
  }

  private static String second(Reach reach) {
    return reach.subject().substring(slash(reach) + 1);
  }

  /** The slash between two ids. A federated user's id may contain one, an internal id does not. */
  private static int slash(Reach reach) {
    return reach.kind() == Reach.Kind.PERMISSION
        ? reach.subject().indexOf('/')
        : reach.subject().lastIndexOf('/');
  }
}
