package io.github.umatrust.obligations.erasure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Erases a person from the ledger of a realm, whether or not the account still exists.
 *
 * <p>Every journal row and period that names the person gets a pseudonym in that place, and the
 * sections of the row that name the person are closed ({@link ErasedEntry}). What the log commits
 * to stays, so the tree, every checkpoint, and the evidence of everybody else verify as before; the
 * evidence of the person's own entries still proves that they are in the log, but tells nothing of
 * the person any more. The log says that an erasure took place, and of how many entries, but not
 * whose.
 *
 * <p>It works in batches, each a transaction under the lock of the realm's log, and may be repeated
 * at any time: what is recorded of the person afterwards is new, and has to be erased again.
 *
 * <p>While obligations of the person are in force, it is refused unless it is forced. What Keycloak
 * tells of later, refreshes and ends, names the person's account and sessions, and no longer finds
 * what was erased; and as behind a pseudonym there is neither account nor session, the reconciler
 * takes both for removed: the ledger would say that obligations ended which in truth go on.
 * Besides, whoever may hold the person to an obligation that still binds may have a right to know
 * who it is. Usually the account is removed first, which ends nearly all of them.
 */
public final class Erasure {

  /** Rows in one transaction. */
  private static final int BATCH = 200;

  /** Places of the log that one query looks through. */
  private static final long WINDOW = 20_000;

  /** Values in one IN list: what every database takes. */
  private static final int IN_LIST = 500;

  private static final String NAMES_PERSON =
      "(x.participants.userId = :person or x.participants.authorizingPartyId = :person"
          + " or x.participants.requestingPartyId = :person)";

  private static final List<String> PERSON_COLUMNS =
      List.of("userId", "authorizingPartyId", "requestingPartyId");

  private final Transactions transactions;
  private final String realmId;
  private final Party operator;

  /**
   * @param transactions each piece of work is a transaction of its own
   * @param realmId the realm's id
   * @param operator the operator of the authorization server, a party of the notice
   */
  public Erasure(Transactions transactions, String realmId, Party operator) {
    this.transactions = transactions;
    this.realmId = realmId;
    this.operator = operator;
  }

  /** What became of an erasure. */
  public sealed interface Result {}

  /**
   * The person is erased.
   *
   * @param entries from how many entries; 0 when the ledger did not name the person
   */
  public record Done(long entries) implements Result {}

  /** Refused: obligations of the person are in force. */
  public record InForce() implements Result {}

  /**
   * Erases a person from everything that has its place in the log.
   *
   * @param personId the user's id
   * @param force whether to do it although obligations are in force
   * @param now milliseconds since the epoch
   * @throws RuntimeException when the database does not allow it; what was erased is erased, and
   *     the next erasure of the person goes on
   */
  public Result erase(String personId, boolean force, long now) {
    String id = Bounded.key(personId, Bounded.ID);
    boolean begun =
        transactions.call(
            entityManager ->
                entityManager.find(ErasureEntity.class, new ErasureEntity.Key(realmId, id))
                    != null);
    if (!begun && !force && transactions.call(em -> hasObligationsInForce(em, id, now))) {
      return new InForce();
    }
    if (!begun && !transactions.call(em -> isNamed(em, id))) {
      return new Done(0);
    }
    Pseudonyms pseudonyms = transactions.call(em -> begin(em, id, now));
    Belongings belongings = belongings(id);
    ErasedEntry erased =
        new ErasedEntry(pseudonyms, belongings.sessionIds, belongings.resourceSetIds);
    eraseEnds(id, erased);
    eraseFromSharedTokens(id, belongings, erased);
    erasePeriods(pseudonyms, belongings);
    eraseEntries(id, erased);
    return new Done(transactions.call(em -> finish(em, id, now)));
  }

  private boolean hasObligationsInForce(EntityManager entityManager, String id, long now) {
    return PERSON_COLUMNS.stream()
        .anyMatch(
            column ->
                !entityManager
                    .createQuery(
                        "select x.id from PeriodEntity x where x.realmId = :realm"
                            + " and x.participants."
                            + column
                            + " = :person and (x.until is null or x.until > :now)",
                        String.class)
                    .setParameter("realm", realmId)
                    .setParameter("person", id)
                    .setParameter("now", now)
                    .setMaxResults(1)
                    .getResultList()
                    .isEmpty());
  }

  /** Ends alone name persons too, but only such as have or had obligations. */
  private boolean isNamed(EntityManager entityManager, String id) {
    return !query(
            entityManager,
            "select x.id from JournalEntity x where x.realmId = :realm and ("
                + NAMES_PERSON
                + " or x.endKey in (:ends))",
            String.class)
        .setParameter("person", id)
        .setParameter("ends", List.of(Reach.user(id).key(), Reach.party(id).key()))
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  private Pseudonyms begin(EntityManager entityManager, String id, long now) {
    lock(entityManager, now);
    ErasureEntity known =
        entityManager.find(ErasureEntity.class, new ErasureEntity.Key(realmId, id));
    if (known != null) {
      return known.pseudonyms();
    }
    Pseudonyms fresh = Pseudonyms.fresh(id);
    entityManager.persist(ErasureEntity.of(realmId, fresh, now));
    return fresh;
  }

  /** The log is written by nobody else until the transaction ends, nor are its rows. */
  private void lock(EntityManager entityManager, long now) {
    RealmLog.lockExisting(entityManager, realmId, now);
  }

  /**
   * What only the person has.
   *
   * @param sessionIds sessions
   * @param resourceSetIds resource sets
   */
  private record Belongings(Set<String> sessionIds, Set<String> resourceSetIds) {}

  private Belongings belongings(String id) {
    Set<String> sessionIds = new HashSet<>();
    Set<String> resourceSetIds = new HashSet<>();
    forEachWindow(
        (from, to) ->
            transactions.call(
                entityManager -> {
                  List<JournalEntity> rows =
                      query(
                              entityManager,
                              "select x from JournalEntity x where x.realmId = :realm"
                                  + " and x.leafIndex >= :from and x.leafIndex < :to and "
                                  + NAMES_PERSON,
                              JournalEntity.class)
                          .setParameter("from", from)
                          .setParameter("to", to)
                          .setParameter("person", id)
                          .getResultList();
                  for (JournalEntity row : rows) {
                    JournalEntry entry = row.toEntry();
                    String sessionId = entry.grant().sessionId();
                    if (sessionId != null && id.equals(entry.grant().userId())) {
                      sessionIds.add(sessionId);
                    }
                    Party owner = entry.parties().authorizingParty();
                    if (owner != null && owner.id().equals(id)) {
                      resourceSetIds.addAll(entry.resourceSetIds());
                    }
                    entityManager.detach(row);
                  }
                  return true;
                }));
    return new Belongings(sessionIds, resourceSetIds);
  }

  /** First, so that whatever interrupts this, the person's sessions can still be found. */
  private void eraseEnds(String id, ErasedEntry erased) {
    forEachWindow(
        (from, to) -> {
          List<String> ids = new ArrayList<>();
          transactions.call(
              entityManager -> {
                for (JournalEntity row :
                    query(
                            entityManager,
                            "select x from JournalEntity x where x.realmId = :realm"
                                + " and x.leafIndex >= :from and x.leafIndex < :to"
                                + " and x.endKey is not null",
                            JournalEntity.class)
                        .setParameter("from", from)
                        .setParameter("to", to)
                        .getResultList()) {
                  JournalEntry entry = row.toEntry();
                  if (!Objects.equals(entry.end(), erased.of(entry).end())) {
                    ids.add(entry.id());
                  }
                  entityManager.detach(row);
                }
                return true;
              });
          erase(ids, id, erased);
        });
  }

  /** RPTs with permissions of several owners have no one authorizing party. */
  private void eraseFromSharedTokens(String id, Belongings belongings, ErasedEntry erased) {
    for (List<String> some : lists(belongings.resourceSetIds)) {
      erase(
          transactions.call(
              entityManager ->
                  query(
                          entityManager,
                          "select x.id from JournalEntity x where x.realmId = :realm"
                              + " and x.participants.authorizingPartyId is null and x.periodId in"
                              + " (select r.periodId from PeriodResourceSetEntity r"
                              + " where r.realmId = :realm and r.resourceSetId in (:sets))",
                          String.class)
                      .setParameter("sets", some)
                      .getResultList()),
          id,
          erased);
    }
  }

  private void erasePeriods(Pseudonyms pseudonyms, Belongings belongings) {
    PeriodEraser eraser =
        new PeriodEraser(realmId, pseudonyms, belongings.sessionIds, belongings.resourceSetIds);
    long now = 0;
    boolean more = true;
    while (more) {
      more =
          transactions.call(
              entityManager -> {
                lock(entityManager, now);
                return eraser.erase(entityManager, BATCH);
              });
    }
  }

  private void eraseEntries(String id, ErasedEntry erased) {
    forEachWindow(
        (from, to) -> {
          List<String> ids =
              transactions.call(
                  entityManager ->
                      query(
                              entityManager,
                              "select x.id from JournalEntity x where x.realmId = :realm"
                                  + " and x.leafIndex >= :from and x.leafIndex < :to and "
                                  + NAMES_PERSON,
                              String.class)
                          .setParameter("from", from)
                          .setParameter("to", to)
                          .setParameter("person", id)
                          .getResultList());
          erase(ids, id, erased);
        });
  }

  private void erase(List<String> entryIds, String id, ErasedEntry erased) {
    for (int from = 0; from < entryIds.size(); from += BATCH) {
      List<String> batch = entryIds.subList(from, Math.min(from + BATCH, entryIds.size()));
      transactions.call(
          entityManager -> {
            lock(entityManager, 0);
            int count = 0;
            for (JournalEntry entry : new Journal(entityManager, realmId).entries(batch)) {
              JournalEntry without = erased.of(entry);
              if (!without.equals(entry)) {
                EntryEraser.update(entityManager, without);
                count++;
              }
            }
            ErasureEntity progress =
                entityManager.find(ErasureEntity.class, new ErasureEntity.Key(realmId, id));
            if (progress != null) {
              progress.erased(count);
            }
            return true;
          });
    }
  }

  private long finish(EntityManager entityManager, String id, long now) {
    lock(entityManager, now);
    ErasureEntity done =
        entityManager.find(ErasureEntity.class, new ErasureEntity.Key(realmId, id));
    if (done == null) {
      return 0; // somebody else erased the same person at the same time, and has said so
    }
    long entries = done.entries();
    ObjectNode notice = JsonNodeFactory.instance.objectNode();
    notice.putObject("erasure").put("entries", entries);
    new Journal(entityManager, realmId)
        .add(JournalEntry.ofNotice(TimeOrderedId.of(now, 0), realmId, now, operator, notice));
    entityManager.remove(done);
    return entries;
  }

  /** Takes a range of places in the log, the last one excluded. */
  private interface Window {
    void take(long from, long to);
  }

  private void forEachWindow(Window window) {
    long from = 0;
    while (from < size()) {
      window.take(from, from + WINDOW);
      from += WINDOW;
    }
  }

  private long size() {
    return transactions.call(
        entityManager ->
            Optional.ofNullable(
                    query(
                            entityManager,
                            "select max(x.leafIndex) from JournalEntity x where x.realmId = :realm",
                            Long.class)
                        .getSingleResult())
                .map(last -> last + 1)
                .orElse(0L));
  }

  private <T> TypedQuery<T> query(EntityManager entityManager, String jpql, Class<T> type) {
    return entityManager.createQuery(jpql, type).setParameter("realm", realmId);
  }

  private static List<List<String>> lists(Set<String> values) {
    List<String> all = List.copyOf(values);
    List<List<String>> lists = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IN_LIST) {
      lists.add(all.subList(from, Math.min(from + IN_LIST, all.size())));
    }
    return lists;
  }
}
