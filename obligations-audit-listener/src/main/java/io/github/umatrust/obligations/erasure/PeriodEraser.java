package io.github.umatrust.obligations.erasure;

import io.github.umatrust.obligations.journal.Bounded;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts pseudonyms into the periods of a person, where the entries they were made of have them. */
final class PeriodEraser {

  private static final String PERIOD =
      "select x.id, x.lineage, x.participants.sessionId, x.participants.userId,"
          + " x.participants.authorizingPartyId, x.participants.requestingPartyId"
          + " from PeriodEntity x where x.realmId = :realm and ";

  private final String realmId;
  private final Pseudonyms pseudonyms;
  private final Set<String> sessionIds;
  private final Set<String> resourceSetIds;
  private final List<String> toRename;

  PeriodEraser(
      String realmId, Pseudonyms pseudonyms, Set<String> sessionIds, Set<String> resourceSetIds) {
    this.realmId = realmId;
    this.pseudonyms = pseudonyms;
    this.sessionIds = sessionIds;
    this.resourceSetIds = resourceSetIds;
    this.toRename = new ArrayList<>(resourceSetIds);
  }

  /**
   * Erases some, in the caller's transaction.
   *
   * @param max how many periods of each kind, and resource sets
   * @return whether there may be more
   */
  boolean erase(EntityManager entityManager, int max) {
    boolean more = false;
    for (String column : List.of("userId", "authorizingPartyId", "requestingPartyId")) {
      List<Object[]> rows =
          entityManager
              .createQuery(PERIOD + "x.participants." + column + " = :person", Object[].class)
              .setParameter("realm", realmId)
              .setParameter("person", pseudonyms.personId())
              .setMaxResults(max)
              .getResultList();
      rows.forEach(row -> erase(entityManager, row));
      more |= rows.size() == max;
    }
    for (int i = 0; i < max && !toRename.isEmpty(); i++) {
      rename(entityManager, toRename.remove(toRename.size() - 1));
    }
    return more || !toRename.isEmpty();
  }

  private void erase(EntityManager entityManager, Object[] row) {
    String sessionId = (String) row[2];
    boolean own = pseudonyms.personId().equals(row[3]);
    List<String> sets = new ArrayList<>();
    List<String> values = new ArrayList<>();
    if (own) {
      set(sets, values, "userId", pseudonyms.pseudonym());
    }
    if (sessionId != null && (own || sessionIds.contains(sessionId))) {
      set(sets, values, "sessionId", pseudonyms.of(sessionId));
    }
    party(sets, values, "authorizingParty", row[4]);
    party(sets, values, "requestingParty", row[5]);
    if (row[1] instanceof String lineage) {
      sets.add("x.lineage = :p" + values.size());
      values.add(lineage(lineage, own ? sessionId : null));
    }
    Query update =
        entityManager.createQuery(
            "update PeriodEntity x set " + String.join(", ", sets) + " where x.id = :id");
    for (int i = 0; i < values.size(); i++) {
      update.setParameter("p" + i, values.get(i));
    }
    update.setParameter("id", row[0]).executeUpdate();
  }

  private void party(List<String> sets, List<String> values, String role, @Nullable Object id) {
    if (pseudonyms.personId().equals(id)) {
      set(sets, values, role + "Id", pseudonyms.pseudonym());
      set(sets, values, role + "Name", pseudonyms.pseudonym());
    }
  }

  private static void set(List<String> sets, List<String> values, String column, String value) {
    sets.add("x.participants." + column + " = :p" + values.size());
    values.add(value);
  }

  /** A lineage names the session that a grant hangs on, and for accesses the resource sets. */
  private String lineage(String lineage, @Nullable String sessionId) {
    String changed =
        sessionId == null ? lineage : lineage.replace(sessionId, pseudonyms.of(sessionId));
    for (String resourceSetId : setsIn(changed)) {
      changed = changed.replace(resourceSetId, pseudonyms.of(resourceSetId));
    }
    return Bounded.key(changed, Bounded.KEY);
  }

  private Set<String> setsIn(String lineage) {
    Set<String> found = new LinkedHashSet<>();
    if (lineage.indexOf('[') >= 0) {
      for (String resourceSetId : resourceSetIds) {
        if (lineage.contains(resourceSetId)) {
          found.add(resourceSetId);
        }
      }
    }
    return found;
  }

  /** The rows of a resource set have its id in their primary key, which no entity may change. */
  private void rename(EntityManager entityManager, String resourceSetId) {
    entityManager
        .createNativeQuery(
            "update {h-schema}UT_OBLIGATION_RESOURCE_SET set RESOURCE_SET_ID = ?1"
                + " where REALM_ID = ?2 and RESOURCE_SET_ID = ?3")
        .setParameter(1, pseudonyms.of(resourceSetId))
        .setParameter(2, realmId)
        .setParameter(3, Bounded.key(resourceSetId, Bounded.ID))
        .executeUpdate();
  }
}
