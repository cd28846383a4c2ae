package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.projection.PeriodEntity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of things that Keycloak's own events do not name. */
final class LedgerLookup {

  private LedgerLookup() {}

  /**
   * The sessions of what is in force, or has no period yet.
   *
   * @param since only of what was recorded then or later, milliseconds since the epoch
   * @param userId only of this user, null for any
   * @param clientUuid only of this client, null for any
   */
  static Set<String> sessions(
      EntityManager entityManager,
      String realmId,
      long now,
      boolean offline,
      long since,
      @Nullable String userId,
      @Nullable String clientUuid) {
    String condition =
        " and x.participants.sessionId is not null and x.participants.offlineSession = :offline"
            + (userId == null ? "" : " and x.participants.userId = :user")
            + (clientUuid == null ? "" : " and x.participants.clientUuid = :client");
    Set<String> ids = new LinkedHashSet<>();
    // rows first: what is projected in between is found among the periods
    for (String query :
        List.of(
            "select distinct x.participants.sessionId from "
                + JournalEntity.class.getSimpleName()
                + " x where x.realmId = :realm and x.leafIndex = -1"
                + " and x.interaction is not null and x.recordedAt >= :since"
                + condition,
            "select distinct x.participants.sessionId from "
                + PeriodEntity.class.getSimpleName()
                + " x left join "
                + JournalEntity.class.getSimpleName()
                + " j on j.id = x.lastEntryId"
                + " where x.realmId = :realm and (x.until is null or x.until > "
                + now
                + ") and coalesce(j.recordedAt, x.since) >= :since"
                + condition)) {
      TypedQuery<String> typed =
          entityManager
              .createQuery(query, String.class)
              .setParameter("realm", realmId)
              .setParameter("since", since)
              .setParameter("offline", offline);
      if (userId != null) {
        typed.setParameter("user", userId);
      }
      if (clientUuid != null) {
        typed.setParameter("client", clientUuid);
      }
      ids.addAll(typed.getResultList());
    }
    return ids;
  }
}
