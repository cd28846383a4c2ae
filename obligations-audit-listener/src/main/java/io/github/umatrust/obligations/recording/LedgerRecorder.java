package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.health.LedgerHealth;
import io.github.umatrust.obligations.health.Trouble;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.metrics.LedgerMetrics;
import io.github.umatrust.obligations.metrics.Refusal;
import io.github.umatrust.obligations.projection.Periods;
import io.github.umatrust.obligations.settings.FailMode;
import io.github.umatrust.obligations.settings.LedgerSettings;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.ErrorResponseException;

/**
 * What one Keycloak session (one request, or one nested transaction) has to write into the ledger:
 * staged in memory while the request runs, written when its transaction prepares to commit, so that
 * record and token are committed together or not at all.
 *
 * <p>Fails closed. Whatever goes wrong, in here or in the database, the transaction is rolled back
 * and the client gets 503. Two ways of failing cannot be seen from inside the transaction and are
 * left to {@link RecordingGuardFilter}: somebody else's rollback, and a commit that never came to
 * its prepare phase.
 *
 * <p>What is of a realm that {@linkplain FailMode#OPEN fails open} is written in a transaction of
 * its own instead: in the request's, a statement that failed would take everything else with it.
 * What cannot be written there either becomes one of the {@link Gaps}.
 */
public final class LedgerRecorder {

  private static final Logger LOG = Logger.getLogger(LedgerRecorder.class);
  private static final String ATTRIBUTE = LedgerRecorder.class.getName();

  private final KeycloakSession session;
  private final EntityManager entityManager;
  private final LedgerMetrics metrics;
  private final LedgerHealth health;
  private final boolean guarded;
  private final List<JournalEntry> entries = new ArrayList<>();
  private final List<JournalEntry> ends = new ArrayList<>();
  private final Set<StagedEnd> stagedEnds = new HashSet<>();

  /** Ids of the ends that were made of what the ledger has. */
  private final Set<String> knownEnds = new HashSet<>();

  private final List<JournalEntry> written = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final Map<String, FailMode> modes = new HashMap<>();
  private int sequence;

  private LedgerRecorder(KeycloakSession session) {
    this.session = session;
    // now: nothing can be enlisted any more once the commit has begun
    this.entityManager = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    this.metrics = LedgerMetrics.of(session.getKeycloakSessionFactory());
    this.health = LedgerHealth.of(session.getKeycloakSessionFactory());
    this.guarded = RecordingGuardFilter.isOnDuty(session);
  }

  /**
   * Something that had to be recorded and could not even be staged.
   *
   * @param what the interaction, and the id of what it is about; nothing secret
   */
  private record Failure(String realmId, String what, Throwable cause) {}

  /** An end that is staged. */
  private record StagedEnd(String realmId, End end) {}

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
    LedgerRecorder recorder = new LedgerRecorder(session);
    session.getTransactionManager().enlistPrepare(recorder.new Write());
    session.getTransactionManager().enlistAfterCompletion(recorder.new Count());
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

  /**
   * Adds an end to what will be written, unless it reaches nothing in the journal. One that was
   * staged before, because two of Keycloak's notices mean it, is added once.
   */
  void stageEnd(String realmId, Party authorizationServerOperator, Ended ended) {
    if (!stagedEnds.add(new StagedEnd(realmId, ended.end()))) {
      return;
    }
    Stamp stamp = nextStamp();
    if (ended.known()) {
      knownEnds.add(stamp.id());
    }
    Long at = ended.at();
    ends.add(
        JournalEntry.ofEnd(
            stamp.id(),
            realmId,
            stamp.time(),
            at == null ? stamp.time() : at,
            authorizationServerOperator,
            ended.end()));
  }

  /** Drops the ends that were staged for a realm. */
  void forgetEnds(String realmId) {
    ends.removeIf(staged -> staged.realmId().equals(realmId));
    stagedEnds.removeIf(staged -> staged.realmId().equals(realmId));
  }

  /** Marks what was staged for this token as issued. */
  void confirm(String tokenId) {
    entries.replaceAll(entry -> isAbout(entry, tokenId) ? entry.asConfirmed() : entry);
  }

  private static boolean isAbout(JournalEntry entry, String tokenId) {
    TokenRef token = entry.token();
    return token != null && token.id().equals(tokenId);
  }

  /**
   * Something that had to be recorded could not even be staged. Where its realm fails closed, the
   * transaction will fail.
   *
   * @param what the interaction, and the id of what it is about; nothing secret
   */
  void fail(String realmId, String what, Throwable cause) {
    failures.add(new Failure(realmId, what, cause));
  }

  /**
   * Whether the response must not go out unless the transaction commits. Ends alone are no reason:
   * what they end is rolled back with them.
   */
  boolean withholdsResponse() {
    return failures.stream().anyMatch(failure -> !failsOpen(failure.realmId()))
        || entries.stream().anyMatch(entry -> !failsOpen(entry.realmId()));
  }

  /**
   * The request's transaction is rolled back, and its response goes out nevertheless: records what
   * is of realms that fail open.
   */
  void recordInSpiteOfRollback() {
    tellOfFailures();
    ends.clear(); // what they end is rolled back
    stagedEnds.clear();
    writeApart(taken(entries));
  }

  private boolean failsOpen(String realmId) {
    return modes.computeIfAbsent(realmId, this::mode) == FailMode.OPEN;
  }

  private FailMode mode(String realmId) {
    try {
      RealmModel realm = session.realms().getRealm(realmId);
      return realm == null ? FailMode.CLOSED : LedgerSettings.of(session, realm).failMode();
    } catch (RuntimeException e) {
      LOG.debug("The ledger's settings cannot be read", e);
      return FailMode.CLOSED;
    }
  }

  /** Takes what is of realms that fail open out of a list. */
  private List<JournalEntry> taken(List<JournalEntry> from) {
    List<JournalEntry> taken = from.stream().filter(entry -> failsOpen(entry.realmId())).toList();
    from.removeAll(taken);
    return taken;
  }

  private void write() {
    tellOfFailures();
    if (!failures.isEmpty()) {
      Failure first = failures.get(0);
      LOG.errorf(
          "The obligations ledger refuses the request: %s could not be staged: %s",
          first.what(), Trouble.of(first.cause()));
      LOG.debug("Why it could not be staged", first.cause());
      throw refused(Refusal.STAGING);
    }
    List<JournalEntry> apart = new ArrayList<>(taken(entries));
    apart.addAll(taken(ends));
    writeInside();
    writeApart(apart);
  }

  private ErrorResponseException refused(Refusal reason) {
    metrics.refused(reason);
    return LedgerUnavailable.exception();
  }

  /** Failures of realms that fail open become gaps. */
  private void tellOfFailures() {
    List<Failure> open = failures.stream().filter(failure -> failsOpen(failure.realmId())).toList();
    for (Failure failure : open) {
      missing(session, failure.realmId(), failure.what(), failure.cause());
    }
    failures.removeAll(open);
  }

  /** Something goes out that is not recorded. */
  static void missing(KeycloakSession session, String realmId, String what, Throwable cause) {
    LOG.errorf(
        "The obligations ledger of realm %s misses %s: %s", realmId, what, Trouble.of(cause));
    LOG.debug("Why it is missing", cause);
    LedgerMetrics.of(session.getKeycloakSessionFactory()).missing(1);
    RealmModel realm = session.realms().getRealm(realmId);
    Gaps.of(session.getKeycloakSessionFactory())
        .add(
            session,
            realmId,
            realm == null
                ? Party.organisation(realmId, realmId)
                : PartyDirectory.authorizationServerOperator(realm),
            1);
  }

  /** What an entry is, for a log. */
  static String describe(JournalEntry entry) {
    String interaction = entry.interaction() == null ? "an end" : entry.interaction().id();
    TokenRef token = entry.token();
    return token == null
        ? interaction
        : interaction + " of " + token.kind().id() + " " + token.id();
  }

  private void writeApart(List<JournalEntry> apart) {
    if (apart.isEmpty()) {
      return;
    }
    try {
      List<JournalEntry> done = new ArrayList<>();
      KeycloakModelUtils.runJobInTransaction(
          session.getKeycloakSessionFactory(),
          other ->
              done.addAll(
                  write(other.getProvider(JpaConnectionProvider.class).getEntityManager(), apart)));
      recorded(done);
    } catch (RuntimeException e) {
      for (JournalEntry entry : apart) {
        missing(session, entry.realmId(), describe(entry), e);
      }
    }
  }

  /** Only what was written shows that the database takes records. */
  private void recorded(List<JournalEntry> committed) {
    committed.forEach(entry -> metrics.recorded(entry.interaction()));
    if (!committed.isEmpty()) {
      health.recorded();
    }
  }

  private void writeInside() {
    if (entries.isEmpty() && ends.isEmpty()) {
      return;
    }
    if (!entries.isEmpty() && !guarded) {
      LOG.error("The obligations ledger refuses the request: nothing guards its response");
      throw refused(Refusal.UNGUARDED);
    }
    List<JournalEntry> all = new ArrayList<>(entries);
    all.addAll(ends);
    try {
      written.addAll(write(entityManager, all));
    } catch (RuntimeException e) {
      LOG.errorf(
          "The obligations ledger refuses the request: it could not be recorded: %s",
          Trouble.of(e));
      LOG.debug("Why it could not be recorded", e);
      health.refused();
      throw refused(Refusal.DATABASE);
    }
  }

  /** Writes entries, and those of the ends among them that reach anything. */
  private List<JournalEntry> write(EntityManager entityManager, List<JournalEntry> all) {
    List<JournalEntry> written =
        new ArrayList<>(all.stream().filter(entry -> !isMereEnd(entry)).toList());
    written.stream()
        .collect(Collectors.groupingBy(JournalEntry::realmId))
        .forEach((realmId, entries) -> new Journal(entityManager, realmId).addAll(entries));
    // what others left to be written fails here or not at all: a commit that fails is no 503
    entityManager.flush();
    // after the others, because ends may reach what this very request issued
    for (JournalEntry entry : all) {
      End end = isMereEnd(entry) ? entry.end() : null;
      if (end != null && (knownEnds.contains(entry.id()) || reaches(entityManager, entry, end))) {
        new Journal(entityManager, entry.realmId()).add(entry);
        written.add(entry);
      }
    }
    return written;
  }

  private static boolean reaches(EntityManager entityManager, JournalEntry entry, End end) {
    return new Periods(entityManager, entry.realmId())
        .areReachedBy(end.reach(), entry.occurredAt());
  }

  private static boolean isMereEnd(JournalEntry entry) {
    return entry.token() == null && entry.end() != null;
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

  /** Runs after the session's transaction is committed. */
  private final class Count extends AbstractKeycloakTransaction {

    @Override
    protected void commitImpl() {
      recorded(written);
    }

    @Override
    protected void rollbackImpl() {
      // nothing was recorded
    }
  }
}
