package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.projection.Periods;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;

/**
 * What one Keycloak session (one request, or one nested transaction) has to write into the ledger:
 * staged in memory while the request runs, written and flushed when its transaction prepares to
 * commit, so that record and token are committed together or not at all.
 *
 * <p>Fails closed. Whatever goes wrong, in here or in the database, the transaction is rolled back
 * and the client gets 503. Two ways of failing cannot be seen from inside the transaction and are
 * left to {@link RecordingGuardFilter}: somebody else's rollback, and a commit that never came to
 * its prepare phase.
 */
public final class LedgerRecorder {

  private static final Logger LOG = Logger.getLogger(LedgerRecorder.class);
  private static final String ATTRIBUTE = LedgerRecorder.class.getName();

  private final EntityManager entityManager;
  private final boolean guarded;
  private final List<JournalEntry> entries = new ArrayList<>();
  private final List<JournalEntry> ends = new ArrayList<>();
  private @Nullable Throwable failure;
  private int sequence;

  private LedgerRecorder(EntityManager entityManager, boolean guarded) {
    this.entityManager = entityManager;
    this.guarded = guarded;
  }

  /** The recorder of this session, if anything was staged in it. */
  static Optional<LedgerRecorder> existing(KeycloakSession session) {
    return Optional.ofNullable(session.getAttribute(ATTRIBUTE, LedgerRecorder.class));
  }

  /**
   * The recorder of this session, created and enlisted in its transaction on first use.
   *
   * @throws IllegalStateException when the session's transaction is already completed
   */
  static LedgerRecorder of(KeycloakSession session) {
    return existing(session).orElseGet(() -> create(session));
  }

  private static LedgerRecorder create(KeycloakSession session) {
    // the entity manager now: nothing can be enlisted any more once the commit has begun
    LedgerRecorder recorder =
        new LedgerRecorder(
            session.getProvider(JpaConnectionProvider.class).getEntityManager(),
            RecordingGuardFilter.isOnDuty(session));
    session.getTransactionManager().enlistPrepare(recorder.new Write());
    session.setAttribute(ATTRIBUTE, recorder);
    return recorder;
  }

  /** Id and time of the next entry: entries of one request sort in the order they were made. */
  Stamp nextStamp() {
    long now = Time.currentTimeMillis();
    return new Stamp(TimeOrderedId.of(now, sequence++), now);
  }

  /**
   * Id and time of an entry.
   *
   * @param id version 7 UUID
   * @param time milliseconds since the epoch
   */
  record Stamp(String id, long time) {}

  /**
   * Adds an interaction to what will be written. Whatever the token alone told of the same
   * interaction gives way to a confirmed entry, because the event it comes from knows more; a token
   * that is built twice is staged once.
   */
  void stage(JournalEntry entry) {
    if (entry.confirmed()) {
      entries.removeIf(staged -> !staged.confirmed() && isSameInteraction(staged, entry));
    } else if (entries.stream()
        .anyMatch(
            staged ->
                isSameInteraction(staged, entry)
                    && (staged.confirmed() || staged.parties().equals(entry.parties())))) {
      return;
    }
    entries.add(entry);
  }

  private static boolean isSameInteraction(JournalEntry one, JournalEntry other) {
    TokenRef token = other.token();
    return token != null && isAbout(one, token.id()) && one.interaction() == other.interaction();
  }

  /** Adds an end to what will be written, unless it reaches nothing in the journal. */
  void stageEnd(String realmId, Party authorizationServerOperator, End end) {
    Stamp stamp = nextStamp();
    ends.add(
        JournalEntry.ofEnd(
            stamp.id(), realmId, stamp.time(), stamp.time(), authorizationServerOperator, end));
  }

  /** Marks what was staged for this token as issued. */
  void confirm(String tokenId) {
    entries.replaceAll(entry -> isAbout(entry, tokenId) ? entry.asConfirmed() : entry);
  }

  private static boolean isAbout(JournalEntry entry, String tokenId) {
    TokenRef token = entry.token();
    return token != null && token.id().equals(tokenId);
  }

  /** Makes the transaction fail: something that had to be recorded could not even be staged. */
  void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /**
   * Whether the response must not go out unless the transaction commits. Ends alone are no reason:
   * what they end is rolled back with them.
   */
  boolean withholdsResponse() {
    return failure != null || !entries.isEmpty();
  }

  private void write() {
    if (failure != null) {
      LOG.error("The obligations ledger refuses the request: staging had failed", failure);
      throw LedgerUnavailable.exception();
    }
    if (entries.isEmpty() && ends.isEmpty()) {
      return;
    }
    if (!entries.isEmpty() && !guarded) {
      LOG.error("The obligations ledger refuses the request: nothing guards its response");
      throw LedgerUnavailable.exception();
    }
    try {
      for (JournalEntry entry : entries) {
        new Journal(entityManager, entry.realmId()).add(entry);
      }
      // before the ends are looked at, because they may reach what this very request issued
      entityManager.flush();
      for (JournalEntry entry : ends) {
        End end = entry.end();
        if (end != null
            && new Periods(entityManager, entry.realmId())
                .areReachedBy(end.reach(), entry.occurredAt())) {
          new Journal(entityManager, entry.realmId()).add(entry);
        }
      }
      entityManager.flush();
    } catch (RuntimeException e) {
      LOG.error("The obligations ledger refuses the request: it could not be recorded", e);
      throw LedgerUnavailable.exception();
    }
  }

  /** Runs before anything of the session is committed; an exception here rolls all of it back. */
  private final class Write extends AbstractKeycloakTransaction {

    @Override
    protected void commitImpl() {
      write();
    }

    @Override
    protected void rollbackImpl() {
      // nothing was written
    }
  }
}
