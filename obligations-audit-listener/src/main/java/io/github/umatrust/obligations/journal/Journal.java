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
   * Whether any row could be reached by such an end. Ends that reach nothing are not recorded: the
   * logout of someone who never dealt with UMA is none of the ledger's business.
   */
  public boolean reachesAnything(Reach reach) {
    String subject = reach.subject();
    // the last slash: a federated user's id may contain one, a client's internal id does not
    int slash = subject.lastIndexOf('/');
    String first = slash < 0 ? subject : subject.substring(0, slash);
    String second = subject.substring(slash + 1);
    return switch (reach.kind()) {
      case TOKEN, TICKET -> exists("j.tokenId = :a", subject, null);
      case SESSION, OFFLINE_SESSION -> exists("j.sessionId = :a", subject, null);
      case GRANT, OFFLINE_GRANT -> exists("j.sessionId = :a and j.clientUuid = :b", first, second);
      case CONSENT -> exists("j.userId = :a and j.clientUuid = :b", first, second);
      case USER -> exists("j.userId = :a", subject, null);
      case PARTY ->
          exists("j.authorizingPartyId = :a", subject, null)
              || exists("j.requestingPartyId = :a", subject, null);
      case CLIENT ->
          exists("j.clientUuid = :a", subject, null)
              || exists("j.resourceServerUuid = :a", subject, null);
    };
  }

  private boolean exists(String condition, String first, @Nullable String second) {
    TypedQuery<String> query =
        entityManager
            .createQuery(
                "select j.id from JournalEntity j where j.realmId = :realm and " + condition,
                String.class)
            .setParameter("realm", realmId)
            .setParameter("a", Bounded.id(first))
            .setMaxResults(1);
    if (second != null) {
      query.setParameter("b", Bounded.id(second));
    }
    return !query.getResultList().isEmpty();
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
          " and (j.authorizingPartyId = :party or j.authorizingPartyName = :party"
              + " or j.requestingPartyId = :party or j.requestingPartyName = :party"
              + " or j.resourceServerUuid = :party or j.resourceServerOperator = :party"
              + " or j.realmId = :party or j.authorizationServerOperator = :party)");
      parameters.put("party", filter.party());
    }
    if (filter.client() != null) {
      jpql.append(
          " and (j.clientId = :client or j.clientUuid = :client"
              + " or j.resourceServerClientId = :client or j.resourceServerUuid = :client)");
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
