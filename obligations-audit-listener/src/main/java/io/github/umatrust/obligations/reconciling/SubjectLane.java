package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.projection.PeriodResourceSetEntity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
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
 * grants stay in force long after their tokens. From one id to the next it takes one look into an
 * index, so a walk costs what there are subjects, not what there are periods.
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

  /**
   * Where the ids of one kind of subject are.
   *
   * @param columns the id and the beginning of a period; then, for parties, their kind
   * @param table the entity, called x
   * @param id the id, which the index has after the realm
   * @param rest what else the index has, the beginning first
   * @param periods the periods about one subject, called p, as what follows "from"
   */
  private record Index(String columns, String table, String id, String rest, String periods) {

    /** The last period of the greatest id, or of the greatest below another. */
    String next(boolean first) {
      return "select %s from %s x where x.realmId = :realm and x.%s %s order by x.realmId desc, x.%s desc, %s"
          .formatted(columns, table, id, first ? "is not null" : "< :last", id, rest);
    }

    String inForce() {
      return "select p.id from "
          + periods
          + " = :subject and (p.until is null or p.until > :now) and p.interaction <> :never";
    }

    static Index ofResourceSets() {
      return new Index(
          "x.resourceSetId, x.since",
          PeriodResourceSetEntity.class.getSimpleName(),
          "resourceSetId",
          "x.since desc, x.periodId desc",
          PeriodResourceSetEntity.class.getSimpleName()
              + " r join "
              + PeriodEntity.class.getSimpleName()
              + " p on p.id = r.periodId where r.realmId = :realm and r.resourceSetId");
    }

    static Index ofParties(String role) {
      String table = PeriodEntity.class.getSimpleName();
      String id = "participants." + role + "Id";
      return new Index(
          "x." + id + ", x.since, x.participants." + role + "Kind",
          table,
          id,
          "x.since desc, x.id desc",
          table + " p where p.realmId = :realm and p." + id);
    }
  }

  private static final int BATCH = 200;

  private final Index index;
  private final Existence existence;
  private final Function<String, End> end;
  private final @Nullable Long lastSeen;
  private @Nullable String lastId;

  private SubjectLane(
      Index index, Existence existence, Function<String, End> end, @Nullable Long lastSeen) {
    this.index = index;
    this.existence = existence;
    this.end = end;
    this.lastSeen = lastSeen;
  }

  /** Resource sets that are gone. */
  static SubjectLane resourceSets(@Nullable Long lastSeen) {
    return new SubjectLane(
        Index.ofResourceSets(),
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
    return new SubjectLane(
        Index.ofParties(role),
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
    EntityManager entityManager = entityManager(session);
    List<Subject> subjects = new ArrayList<>();
    while (subjects.size() < BATCH) {
      Object[] row = next(entityManager, realmId);
      if (row == null) {
        break;
      }
      lastId = (String) row[0];
      // the organisation behind a client ends with the client
      if (row.length < 3 || Party.Kind.USER.id().equals(row[2])) {
        subjects.add(new Subject((String) row[0], (Long) row[1]));
      }
    }
    return subjects;
  }

  private Object @Nullable [] next(EntityManager entityManager, String realmId) {
    String last = lastId;
    TypedQuery<Object[]> query =
        entityManager
            .createQuery(index.next(last == null), Object[].class)
            .setParameter("realm", realmId)
            .setMaxResults(1);
    if (last != null) {
      query.setParameter("last", last);
    }
    return query.getResultStream().findFirst().orElse(null);
  }

  @Override
  public List<Over> judge(
      KeycloakSession session, String realmId, @Nullable RealmModel realm, Subject subject) {
    if (realm == null
        || existence.test(session, realm, subject.id())
        || !isInForce(entityManager(session), realmId, subject.id())) {
      return List.of();
    }
    long now = Time.currentTimeMillis();
    long notBefore = lastSeen == null ? subject.issuedAt() : Math.max(lastSeen, subject.issuedAt());
    return List.of(new Over(end.apply(subject.id()), now, Math.min(now, notBefore)));
  }

  /** Whether anything about it is, of what can end. */
  private boolean isInForce(EntityManager entityManager, String realmId, String id) {
    return entityManager
        .createQuery(index.inForce(), String.class)
        .setParameter("realm", realmId)
        .setParameter("subject", id)
        .setParameter("now", Time.currentTimeMillis())
        // the terms of an access that took place are ended by nothing
        .setParameter("never", Interaction.ACCESS_REPORTED.id())
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .isPresent();
  }

  private static EntityManager entityManager(KeycloakSession session) {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  @Override
  public long issuedAt(Subject subject) {
    return subject.issuedAt();
  }
}
