package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * One pass over everything that is in force in one realm, in steps with short transactions of their
 * own. Several at once, on several nodes, find the same and do no harm: what has its end already
 * gets no other, and of two ends the earlier counts.
 */
final class Pass {

  private static final Logger LOG = Logger.getLogger(Pass.class);

  private final KeycloakSessionFactory factory;
  private final String realmId;
  private final Predicate<RealmModel> isOn;
  private final long startedAt = Time.currentTimeMillis();
  private final Deque<Lane<?>> lanes = new ArrayDeque<>();
  private int sequence;
  private boolean complete = true;

  /**
   * A new pass.
   *
   * @param isOn whether the ledger of a realm is on
   * @param lastSeen when the last complete pass began, milliseconds since the epoch; null where
   *     there was none
   */
  Pass(
      KeycloakSessionFactory factory,
      String realmId,
      Predicate<RealmModel> isOn,
      @Nullable Long lastSeen) {
    this.factory = factory;
    this.realmId = realmId;
    this.isOn = isOn;
    lanes.add(new PeriodLane(true, lastSeen));
    lanes.add(new PeriodLane(false, lastSeen));
    lanes.add(SubjectLane.resourceSets(lastSeen));
    lanes.add(SubjectLane.authorizingParties(lastSeen));
    lanes.add(SubjectLane.requestingParties(lastSeen));
  }

  /** When it began, milliseconds since the epoch. */
  long startedAt() {
    return startedAt;
  }

  /** Whether it has met everything, now that it is over. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Goes on for one batch.
   *
   * @return whether there may be more
   */
  boolean step() {
    Lane<?> lane = lanes.peek();
    if (lane == null) {
      return false;
    }
    try {
      if (!step(lane)) {
        lanes.remove();
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "The reconciliation of the obligations of realm %s is given up: %s",
          realmId, Trouble.of(e));
      LOG.debug("Why it is given up", e);
      giveUp();
    }
    return !lanes.isEmpty();
  }

  private void giveUp() {
    complete = false;
    lanes.clear();
  }

  private <T> boolean step(Lane<T> lane) {
    List<T> batch = inRealm((session, realm) -> lane.next(session, realmId));
    if (batch == null) {
      giveUp(); // the ledger was switched off
      return true;
    }
    if (batch.isEmpty()) {
      return false;
    }
    try {
      check(lane, batch);
    } catch (RuntimeException e) {
      LOG.debugf(e, "One by one: obligations of realm %s", realmId);
      for (T met : batch) {
        try {
          check(lane, List.of(met));
        } catch (RuntimeException each) {
          complete = false;
          // not what it is: that names persons and their sessions
          LOG.warnf(
              "Nobody can tell whether something of realm %s has ended: %s",
              realmId, Trouble.of(each));
          LOG.debugf(each, "What nobody can tell of: %s", met);
        }
      }
    }
    return true;
  }

  private <T> void check(Lane<T> lane, List<T> batch) {
    Integer written =
        inRealm(
            (session, realm) -> {
              List<Over> found = new ArrayList<>();
              EntityManager entityManager =
                  session.getProvider(JpaConnectionProvider.class).getEntityManager();
              Journal journal = new Journal(entityManager, realmId);
              for (T met : batch) {
                List<Over> overs = lane.judge(session, realmId, realm, met);
                if (!overs.isEmpty()) {
                  Collection<JournalEntry> known =
                      journal.endsOf(overs.stream().map(over -> over.end().reach().key()).toList());
                  overs.stream()
                      .filter(
                          over -> known.stream().noneMatch(e -> ends(e, over, lane.issuedAt(met))))
                      .forEach(found::add);
                }
              }
              return write(journal, realm, found);
            });
    for (int i = 0; written != null && i < written; i++) {
      LedgerMetrics.of(factory).recorded(null);
    }
  }

  /** Whether an end that is recorded already reaches what was issued then. */
  private static boolean ends(JournalEntry entry, Over over, long issuedAt) {
    End end = entry.end();
    if (end == null || !end.reach().key().equals(over.end().reach().key())) {
      return false;
    }
    Long issuedBefore = end.issuedBefore();
    return end.isLast() || (issuedBefore == null ? entry.occurredAt() : issuedBefore) > issuedAt;
  }

  /** How many ends that are. */
  private int write(Journal journal, @Nullable RealmModel realm, List<Over> found) {
    Party operator =
        Party.organisation(realmId, realm == null ? realmId : LedgerSettings.operatorOf(realm));
    Set<End> written = new HashSet<>();
    for (Over over : found) {
      if (written.add(over.end())) {
        long now = Time.currentTimeMillis();
        journal.add(
            JournalEntry.ofEnd(
                TimeOrderedId.of(now, sequence++),
                realmId,
                now,
                over.at(),
                operator,
                over.end(),
                details(over, now)));
      }
    }
    return written.size();
  }

  private static EntryDetails details(Over over, long now) {
    Long notBefore = over.notBefore();
    return notBefore == null
        ? EntryDetails.none()
        : EntryDetails.ofFlaws(
            List.of(
                "nobody told when it ended: between "
                    + Instant.ofEpochMilli(notBefore)
                    + " and "
                    + Instant.ofEpochMilli(now)));
  }

  /** A job for a realm, which is null where it is gone. */
  private interface Job<R> {
    R run(KeycloakSession session, @Nullable RealmModel realm);
  }

  /** Runs in a transaction of its own; null where the ledger of the realm is off. */
  private <R> @Nullable R inRealm(Job<R> job) {
    return KeycloakModelUtils.runJobInTransactionWithResult(
        factory,
        session -> {
          RealmModel realm = session.realms().getRealm(realmId);
          if (realm != null && !isOn.test(realm)) {
            return null;
          }
          if (realm != null) {
            session.getContext().setRealm(realm);
          }
          return job.run(session, realm);
        });
  }
}
