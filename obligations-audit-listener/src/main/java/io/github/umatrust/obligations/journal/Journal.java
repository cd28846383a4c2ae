package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Interaction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one realm in Keycloak's database, within the caller's transaction. Database errors
 * come out as {@link jakarta.persistence.PersistenceException}.
 */
public final class Journal {

  private final EntityManager entityManager;
  private final String realmId;

  public Journal(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.realmId = realmId;
  }

  /** Adds one row; it is in the database after the next flush, where constraints are checked. */
  public void add(JournalEntry entry) {
    if (!entry.realmId().equals(realmId)) {
      throw new IllegalArgumentException("an entry of another realm");
    }
    entityManager.persist(JournalEntity.of(entry));
  }

  /**
   * Whether such an end reaches a row or a period that was not over by then. Ends that reach
   * nothing are not recorded: the logout of someone who never dealt with UMA is none of the
   * ledger's business.
   *
   * @param moment when it ends, milliseconds since the epoch
   */
  public boolean reachesAnything(Reach reach, long moment) {
    String subject = reach.subject();
    // the last slash: a federated user's id may contain one, a client's internal id does not
    int slash = subject.lastIndexOf('/');
    String first = slash < 0 ? subject : subject.substring(0, slash);
    String second = subject.substring(slash + 1);
    return switch (reach.kind()) {
      case TOKEN, TICKET -> exists("x.tokenId = :a", moment, subject, null);
      case SESSION, OFFLINE_SESSION ->
          exists("x.participants.sessionId = :a", moment, subject, null);
      case GRANT, OFFLINE_GRANT ->
          exists(
              "x.participants.sessionId = :a and x.participants.clientUuid = :b",
              moment,
              first,
              second);
      case CONSENT ->
          exists(
              "x.participants.userId = :a and x.participants.clientUuid = :b",
              moment,
              first,
              second);
      case USER -> exists("x.participants.userId = :a", moment, subject, null);
      case PARTY ->
          exists("x.participants.authorizingPartyId = :a", moment, subject, null)
              || exists("x.participants.requestingPartyId = :a", moment, subject, null);
      case CLIENT ->
          exists("x.participants.clientUuid = :a", moment, subject, null)
              || exists("x.participants.resourceServerUuid = :a", moment, subject, null);
      case REALM -> exists("x.realmId = :a", moment, subject, null);
      // unsequenced rows have no resource sets to ask for yet
      case RESOURCE_SET, PERMISSION -> true;
    };
  }

  private boolean exists(String condition, long moment, String first, @Nullable String second) {
    return exists(
            "select x.id from PeriodEntity x where x.realmId = :realm and (x.until is null or"
                + " x.until > "
                + moment
                + ") and "
                + condition,
            first,
            second)
        || exists(
            "select x.id from JournalEntity x where x.realmId = :realm and x.leafIndex is null and"
                + " x.interaction is not null and "
                + condition,
            first,
            second);
  }

  private boolean exists(String query, String first, @Nullable String second) {
    TypedQuery<String> typed =
        entityManager
            .createQuery(query, String.class)
            .setParameter("realm", realmId)
            .setParameter("a", Bounded.id(first))
            .setMaxResults(1);
    if (second != null) {
      typed.setParameter("b", Bounded.id(second));
    }
    return !typed.getResultList().isEmpty();
  }

  /**
   * Rows of interactions in the order they were recorded.
   *
   * @param filter which rows
   * @param after the last row of the batch before, null for the first batch
   * @param max how many at most
   */
  public List<JournalEntry> interactions(
      JournalFilter filter, @Nullable JournalEntry after, int max) {
    StringBuilder jpql =
        new StringBuilder(
            "select j from JournalEntity j where j.realmId = :realm and j.interaction is not null");
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("realm", realmId);
    Set<Interaction> interactions = filter.interactions();
    if (interactions != null) {
      jpql.append(" and j.interaction in (:interactions)");
      parameters.put("interactions", interactions.stream().map(Interaction::id).toList());
    }
    if (filter.party() != null) {
      jpql.append(
          " and (j.participants.authorizingPartyId = :party or j.participants.authorizingPartyName = :party"
              + " or j.participants.requestingPartyId = :party or j.participants.requestingPartyName = :party"
              + " or j.participants.resourceServerUuid = :party or j.participants.resourceServerOperator = :party"
              + " or j.realmId = :party or j.participants.authorizationServerOperator = :party)");
      parameters.put("party", filter.party());
    }
    if (filter.client() != null) {
      jpql.append(
          " and (j.participants.clientId = :client or j.participants.clientUuid = :client"
              + " or j.participants.resourceServerClientId = :client or j.participants.resourceServerUuid = :client)");
      parameters.put("client", filter.client());
    }
    if (filter.tokenId() != null) {
      // the lineage, because the row that began the obligation may be that of an earlier token
      jpql.append(
          " and j.lineage in (select t.lineage from JournalEntity t"
              + " where t.realmId = :realm and t.tokenId = :token)");
      parameters.put("token", filter.tokenId());
    }
    if (after != null) {
      jpql.append(" and (j.recordedAt > :time or (j.recordedAt = :time and j.id > :id))");
      parameters.put("time", after.recordedAt());
      parameters.put("id", after.id());
    }
    jpql.append(" order by j.recordedAt, j.id");
    TypedQuery<JournalEntity> query =
        entityManager.createQuery(jpql.toString(), JournalEntity.class).setMaxResults(max);
    parameters.forEach(query::setParameter);
    return read(query);
  }

  /** All rows of these lineages. */
  public List<JournalEntry> ofLineages(Collection<String> lineages) {
    if (lineages.isEmpty()) {
      return List.of();
    }
    return read(
        entityManager
            .createQuery(
                "select j from JournalEntity j where j.realmId = :realm and j.lineage in (:keys)",
                JournalEntity.class)
            .setParameter("realm", realmId)
            .setParameter("keys", lineages));
  }

  /** All rows that end something these keys name. */
  public List<JournalEntry> endsOf(Collection<String> keys) {
    if (keys.isEmpty()) {
      return List.of();
    }
    return read(
        entityManager
            .createQuery(
                "select j from JournalEntity j where j.realmId = :realm and j.endKey in (:keys)",
                JournalEntity.class)
            .setParameter("realm", realmId)
            .setParameter("keys", keys));
  }

  private List<JournalEntry> read(TypedQuery<JournalEntity> query) {
    List<JournalEntity> rows = query.getResultList();
    List<JournalEntry> entries = rows.stream().map(JournalEntity::toEntry).toList();
    rows.forEach(entityManager::detach);
    return entries;
  }
}
