package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.projection.PeriodResourceSetEntity;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.light.LightweightUserAdapter;

/**
 * Walks over the ids of what periods are about, each of them once, however many periods there are:
 * grants stay in force long after their tokens.
 */
final class SubjectLane implements Lane<SubjectLane.Subject> {

  /**
   * What periods are about.
   *
   * @param id its id
   * @param issuedAt when the last of these periods began, milliseconds since the epoch
   */
  record Subject(String id, long issuedAt) {}

  /** Whether it exists. */
  private interface Existence {
    boolean test(KeycloakSession session, RealmModel realm, String id);
  }

  private static final int BATCH = 500;

  private static final String IN_FORCE =
      " p.realmId = :realm and (p.until is null or p.until > :now) and p.interaction <> :never";

  private final String query;
  private final Existence existence;
  private final Function<String, End> end;
  private final @Nullable Long lastSeen;
  private String lastId = "";

  private SubjectLane(
      String query, Existence existence, Function<String, End> end, @Nullable Long lastSeen) {
    this.query = query;
    this.existence = existence;
    this.end = end;
    this.lastSeen = lastSeen;
  }

  /** Resource sets that are gone. */
  static SubjectLane resourceSets(@Nullable Long lastSeen) {
    return new SubjectLane(
        "select r.resourceSetId as id, max(p.since) as issuedAt from "
            + PeriodResourceSetEntity.class.getSimpleName()
            + " r, "
            + PeriodEntity.class.getSimpleName()
            + " p where r.realmId = :realm and r.periodId = p.id and r.resourceSetId > :last and"
            + IN_FORCE
            + " group by r.resourceSetId order by r.resourceSetId",
        SubjectLane::isResourceSet,
        id -> new End(Reach.resourceSet(id), EndReason.RESOURCE_SET_REMOVED),
        lastSeen);
  }

  /** Owners whose account is gone. */
  static SubjectLane authorizingParties(@Nullable Long lastSeen) {
    return parties("authorizingParty", lastSeen);
  }

  /** Requesting parties whose account is gone. */
  static SubjectLane requestingParties(@Nullable Long lastSeen) {
    return parties("requestingParty", lastSeen);
  }

  private static SubjectLane parties(String role, @Nullable Long lastSeen) {
    String id = "p.participants." + role + "Id";
    return new SubjectLane(
        "select "
            + id
            + " as id, max(p.since) as issuedAt from "
            + PeriodEntity.class.getSimpleName()
            + " p where "
            + id
            + " > :last and p.participants."
            + role
            + "Kind = '"
            + Party.Kind.USER.id()
            + "' and"
            + IN_FORCE
            + " group by "
            + id
            + " order by "
            + id,
        SubjectLane::isUser,
        user -> new End(Reach.party(user), EndReason.USER_REMOVED),
        lastSeen);
  }

  private static boolean isResourceSet(KeycloakSession session, RealmModel realm, String id) {
    // without the feature nobody can tell
    return !Profile.isFeatureEnabled(Profile.Feature.AUTHORIZATION)
        || session
                .getProvider(AuthorizationProvider.class)
                .getStoreFactory()
                .getResourceStore()
                .findById(null, id)
            != null;
  }

  private static boolean isUser(KeycloakSession session, RealmModel realm, String id) {
    return LightweightUserAdapter.isLightweightUser(id)
        || session.users().getUserById(realm, id) != null;
  }

  @Override
  public List<Subject> next(KeycloakSession session, String realmId) {
    List<Subject> subjects =
        session
            .getProvider(JpaConnectionProvider.class)
            .getEntityManager()
            .createQuery(query, Tuple.class)
            .setParameter("realm", realmId)
            .setParameter("last", lastId)
            .setParameter("now", Time.currentTimeMillis())
            // the terms of an access that took place are ended by nothing
            .setParameter("never", Interaction.ACCESS_REPORTED.id())
            .setMaxResults(BATCH)
            .getResultStream()
            .map(row -> new Subject(row.get("id", String.class), row.get("issuedAt", Long.class)))
            .toList();
    if (!subjects.isEmpty()) {
      lastId = subjects.get(subjects.size() - 1).id();
    }
    return subjects;
  }

  @Override
  public List<Over> judge(
      KeycloakSession session, String realmId, @Nullable RealmModel realm, Subject subject) {
    if (realm == null || existence.test(session, realm, subject.id())) {
      return List.of();
    }
    long now = Time.currentTimeMillis();
    long notBefore = lastSeen == null ? subject.issuedAt() : Math.max(lastSeen, subject.issuedAt());
    return List.of(new Over(end.apply(subject.id()), now, Math.min(now, notBefore)));
  }

  @Override
  public long issuedAt(Subject subject) {
    return subject.issuedAt();
  }
}
