package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.projection.PeriodEntity;
import jakarta.persistence.Tuple;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Walks over the periods that last as long as a token or a ticket does. */
final class PeriodLane implements Lane<Standing> {

  static final int BATCH = 200;

  /** The others are about one moment, or last beyond the token. */
  private static final List<String> INTERACTIONS =
      Stream.of(
              Interaction.PAT_ISSUED,
              Interaction.AAT_ISSUED,
              Interaction.RPT_ISSUED,
              Interaction.RPT_INTROSPECTED,
              Interaction.PERMISSION_REGISTERED)
          .map(Interaction::id)
          .toList();

  private static final String COLUMNS =
      "select p.id as id, p.tokenKind as tokenKind,"
          + " p.tokenId as tokenId,"
          + " coalesce(j.recordedAt, p.since) as issuedAt, j.expiresAt as expiresAt,"
          + " p.until as until,"
          + " p.participants.sessionId as sessionId, p.participants.offlineSession as offline,"
          + " p.participants.userId as userId, p.participants.clientUuid as client,"
          + " p.participants.clientId as clientId, p.participants.resourceServerUuid as server,"
          + " p.participants.resourceServerClientId as serverId from "
          + PeriodEntity.class.getSimpleName()
          + " p left join "
          + JournalEntity.class.getSimpleName()
          + " j on j.id = p.lastEntryId where p.realmId = :realm and p.interaction in (:interactions)";

  private final boolean limited;
  private final @Nullable Long lastSeen;
  private final Remembering.Memory memory = new Remembering.Memory();
  private long lastUntil;
  private String lastId = "";

  /**
   * A walk over those that end by themselves, or over those that do not: databases do not agree
   * where nothing sorts.
   *
   * @param limited whether those that end by themselves
   * @param lastSeen when everything was last seen to be valid, milliseconds since the epoch; null
   *     where that is not known
   */
  PeriodLane(boolean limited, @Nullable Long lastSeen) {
    this.limited = limited;
    this.lastSeen = lastSeen;
    this.lastUntil = Time.currentTimeMillis();
  }

  @Override
  public List<Standing> next(KeycloakSession session, String realmId) {
    // ordered by the whole index, as H2 wants it
    String place =
        limited
            ? " and p.until >= :until and (p.until > :until or p.id > :id)"
                + " order by p.realmId, p.until, p.id"
            : " and p.until is null and p.id > :id order by p.realmId, p.until, p.id";
    TypedQuery<Tuple> query =
        session
            .getProvider(JpaConnectionProvider.class)
            .getEntityManager()
            .createQuery(COLUMNS + place, Tuple.class)
            .setParameter("realm", realmId)
            .setParameter("interactions", INTERACTIONS)
            .setParameter("id", lastId)
            .setMaxResults(BATCH);
    if (limited) {
      query.setParameter("until", lastUntil);
    }
    List<Tuple> rows = query.getResultList();
    if (!rows.isEmpty()) {
      Tuple last = rows.get(rows.size() - 1);
      lastId = last.get("id", String.class);
      lastUntil = limited ? last.get("until", Long.class) : lastUntil;
    }
    return rows.stream().map(PeriodLane::standing).toList();
  }

  private static Standing standing(Tuple row) {
    return new Standing(
        TokenKind.byId(row.get("tokenKind", String.class)).orElse(TokenKind.PERMISSION_TICKET),
        row.get("tokenId", String.class),
        row.get("issuedAt", Long.class),
        row.get("expiresAt", Long.class),
        new Grant(
            row.get("sessionId", String.class),
            row.get("offline", Boolean.class),
            row.get("userId", String.class),
            client(row, "client", "clientId")),
        client(row, "server", "serverId"));
  }

  private static @Nullable ClientRef client(Tuple row, String uuid, String clientId) {
    String id = row.get(uuid, String.class);
    String name = row.get(clientId, String.class);
    return id == null || name == null ? null : new ClientRef(id, name, name);
  }

  @Override
  public List<Over> judge(
      KeycloakSession session, String realmId, @Nullable RealmModel realm, Standing standing) {
    long now = Time.currentTimeMillis();
    if (realm == null) {
      return Judge.realmRemoved(realmId, standing, now);
    }
    Authority authority = new KeycloakAuthority(session, realm);
    boolean suspicious =
        !new Judge(new Remembering(authority, memory), now, lastSeen)
            .judge(realmId, standing)
            .isEmpty();
    // what is remembered may be old: an end is found by what is true now
    return suspicious ? new Judge(authority, now, lastSeen).judge(realmId, standing) : List.of();
  }

  @Override
  public long issuedAt(Standing standing) {
    return standing.issuedAt();
  }
}
