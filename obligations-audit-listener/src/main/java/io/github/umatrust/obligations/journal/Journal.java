package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Interaction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The journal of one realm in Keycloak's database, within the caller's transaction. Database errors
 * come out as {@link jakarta.persistence.PersistenceException}.
 *
 * <p>H2 walks an index in its order only for a query that is ordered by all of its columns, also by
 * those that have one value; and it looks values of a list up only in an index that begins with
 * their column. It keeps to the index that it chose when the table was small: so where values say
 * enough, the realm is not asked for beside them, or the index of the realm, which has all its
 * rows, could be the one.
 */
public final class Journal {

  private final EntityManager entityManager;
  private final String realmId;

  public Journal(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.realmId = realmId;
  }

  /** Adds one row; constraints are checked at once. */
  public void add(JournalEntry entry) {
    addAll(List.of(entry));
  }

  /** Adds rows; constraints are checked at once. */
  public void addAll(List<JournalEntry> entries) {
    if (entries.stream().anyMatch(entry -> !entry.realmId().equals(realmId))) {
      throw new IllegalArgumentException("an entry of another realm");
    }
    if (!entries.isEmpty()) {
      new JournalTable(entityManager).insert(entries.stream().map(JournalEntity::of).toList());
    }
  }

  /**
   * Gives rows their places in the log, once.
   *
   * @param rows in the order of the log
   * @param first the place of the first
   * @param periods for the id of each row that began or renewed a period the id of that period
   * @throws IllegalStateException when one of them has a place already, or is gone
   */
  public void place(List<JournalEntry> rows, long first, Map<String, String> periods) {
    List<JournalTable.Place> places = new ArrayList<>();
    for (JournalEntry row : rows) {
      places.add(new JournalTable.Place(row.id(), first + places.size(), periods.get(row.id())));
    }
    new JournalTable(entityManager).place(places);
  }

  /**
   * What of a realm's journal has no place in the log yet.
   *
   * @param rows how many rows
   * @param oldest when the first of them was recorded, milliseconds since the epoch
   */
  public record Backlog(String realmId, long rows, long oldest) {}

  /** The backlogs of all realms that have one. */
  public static List<Backlog> backlogs(EntityManager entityManager) {
    return entityManager
        .createQuery(
            "select j.realmId, count(j), min(j.recordedAt) from JournalEntity j"
                + " where j.leafIndex = -1 group by j.realmId",
            Object[].class)
        .getResultList()
        .stream()
        .map(row -> new Backlog((String) row[0], (Long) row[1], (Long) row[2]))
        .toList();
  }

  /**
   * Rows that have no place in the log yet, in the order that they will get.
   *
   * @param max how many at most
   */
  public List<JournalEntry> unsequenced(int max) {
    return read(
        entityManager
            .createQuery(
                "select j from JournalEntity j where j.realmId = :realm and j.leafIndex = -1"
                    + " order by j.leafIndex, j.realmId, j.recordedAt, j.id",
                JournalEntity.class)
            .setParameter("realm", realmId)
            .setMaxResults(max));
  }

  /** These rows; one that was pruned is missing. */
  public List<JournalEntry> entries(Collection<String> ids) {
    return where("j.id in (:values)", ids);
  }

  /** Sequenced rows that came with any of these refresh tokens, by their {@code jti}. */
  public List<JournalEntry> issuedWith(Collection<String> refreshTokenIds) {
    return read(
        entityManager
            .createQuery(
                "select j from JournalEntity j where j.refreshTokenHash in (:hashes)"
                    + " and j.refreshTokenId in (:tokens) and j.leafIndex <> -1",
                JournalEntity.class)
            .setParameter("hashes", refreshTokenIds.stream().map(IndexedId::hash).toList())
            .setParameter("tokens", refreshTokenIds));
  }

  /** Ids of the periods that these tokens or tickets began or renewed. */
  public List<String> periodsOfTokens(Collection<String> tokenIds) {
    return entityManager
        .createQuery(
            "select distinct j.periodId from JournalEntity j where j.tokenHash in (:hashes)"
                + " and j.tokenId in (:tokens) and j.periodId is not null",
            String.class)
        .setFlushMode(FlushModeType.COMMIT)
        .setParameter("hashes", tokenIds.stream().map(IndexedId::hash).toList())
        .setParameter("tokens", tokenIds)
        .getResultList();
  }

  /** Ids of the periods that the RPT with this {@code jti} began or renewed. */
  public List<String> rptPeriodsOf(String tokenId) {
    return bind(
            entityManager.createQuery(
                "select j.periodId from JournalEntity j where j.realmId = :realm and "
                    + IndexedId.TOKEN.condition("j", "token")
                    + " and j.interaction = :rpt and j.periodId is not null",
                String.class),
            tokenId)
        .setFlushMode(FlushModeType.COMMIT)
        .setParameter("realm", realmId)
        .setParameter("rpt", Interaction.RPT_ISSUED.id())
        .getResultList();
  }

  private static <T> TypedQuery<T> bind(TypedQuery<T> query, String tokenId) {
    IndexedId.values("token", tokenId).forEach(query::setParameter);
    return query;
  }

  /**
   * Rows of a period of this realm whose tokens had not expired at this moment, oldest first.
   *
   * @param moment milliseconds since the epoch
   */
  public List<JournalEntry> entriesOf(String periodId, long moment) {
    return read(
        entityManager
            .createQuery(
                "select j from JournalEntity j where j.periodId = :period"
                    + " and (j.expiresAt is null or j.expiresAt > :moment)"
                    + " order by j.periodId, j.recordedAt, j.id",
                JournalEntity.class)
            .setParameter("period", periodId)
            .setParameter("moment", moment));
  }

  /**
   * The tokens that a period hangs or hung on, oldest first.
   *
   * @param max how many of the latest at most
   */
  public List<String> tokensOf(String periodId, int max) {
    List<String> latest =
        new ArrayList<>(
            entityManager
                .createQuery(
                    "select j.tokenId from JournalEntity j where j.realmId = :realm"
                        + " and j.periodId = :period"
                        + " order by j.periodId desc, j.recordedAt desc, j.id desc",
                    String.class)
                .setParameter("realm", realmId)
                .setParameter("period", periodId)
                .setMaxResults(max)
                .getResultList());
    Collections.reverse(latest);
    return latest.stream().distinct().toList();
  }

  /** All rows that end something these keys name. */
  public List<JournalEntry> endsOf(Collection<String> keys) {
    return where("j.endKey in (:values)", keys);
  }

  private List<JournalEntry> where(String condition, Collection<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    return read(
        entityManager
            .createQuery("select j from JournalEntity j where " + condition, JournalEntity.class)
            .setParameter("values", values));
  }

  /**
   * What of the realm a query finds. Nothing need be flushed before: rows are written by
   * statements.
   */
  private List<JournalEntry> read(TypedQuery<JournalEntity> query) {
    List<JournalEntry> entries = new ArrayList<>();
    for (JournalEntity row : query.setFlushMode(FlushModeType.COMMIT).getResultList()) {
      JournalEntry entry = row.toEntry();
      if (entry.realmId().equals(realmId)) {
        entries.add(entry);
      }
      // or each flush would look through all of them
      entityManager.detach(row);
    }
    return entries;
  }
}
