package io.github.umatrust.obligations.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.evidence.CommittedRows;
import io.github.umatrust.obligations.evidence.RecordFormat;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntity;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TimeOrderedId;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import io.github.umatrust.obligations.log.LockedLog;
import io.github.umatrust.obligations.log.LogAudit;
import io.github.umatrust.obligations.log.LogDatabase;
import io.github.umatrust.obligations.log.RealmLog;
import io.github.umatrust.obligations.log.Transactions;
import io.github.umatrust.obligations.projection.Period;
import io.github.umatrust.obligations.projection.PeriodEntity;
import io.github.umatrust.obligations.projection.Periods;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.util.JsonSerialization;

/** A ledger in a database of its own: entries of alice, who owns, and bob, who wants access. */
public final class LedgerFixture implements AutoCloseable, Transactions {

  public static final String REALM = "r";
  public static final Party OPERATOR = Party.organisation(REALM, "Realm");
  public static final Party ALICE = Party.user("alice-id", "Alice Adams");
  public static final Party BOB = Party.user("bob-id", "Bob Brown");
  public static final ClientRef ALBUM = new ClientRef("album-uuid", "album", "Album Ltd.");
  public static final ClientRef PRINT = new ClientRef("print-uuid", "print", "Print Ltd.");

  private final LogDatabase database = new LogDatabase();
  private final List<JournalEntry> added = new ArrayList<>();
  private int sequence;

  @Override
  public <T> T call(Function<EntityManager, T> work) {
    return database.call(work);
  }

  @Override
  public void close() {
    database.close();
  }

  /** An entry with everything that one can have. */
  public JournalEntry entry(
      long at,
      @Nullable Interaction interaction,
      @Nullable TokenRef token,
      Grant grant,
      Parties parties,
      @Nullable Long expiresAt,
      @Nullable End end,
      EntryDetails details) {
    return new JournalEntry(
        TimeOrderedId.of(at, sequence++ % 4096),
        REALM,
        at,
        at,
        interaction,
        token,
        null,
        grant,
        parties,
        ALBUM,
        expiresAt,
        expiresAt,
        token != null && token.fromRefreshTokenId() != null,
        true,
        end,
        details,
        null);
  }

  /** A PAT of alice. */
  public JournalEntry pat(long at, String id, @Nullable String from, @Nullable Long expiresAt) {
    return entry(
        at,
        Interaction.PAT_ISSUED,
        new TokenRef(TokenKind.PAT, id, "refresh-" + id, from),
        new Grant("session-alice", false, ALICE.id(), ALBUM),
        new Parties(OPERATOR, Party.organisation(ALBUM.uuid(), ALBUM.operator()), ALICE, null),
        expiresAt,
        null,
        EntryDetails.none());
  }

  /** What bob was granted, or did with it. */
  public JournalEntry ofBob(
      long at,
      Interaction interaction,
      String tokenId,
      @Nullable Party owner,
      String permissions,
      @Nullable Long expiresAt) {
    return entry(
        at,
        interaction,
        TokenRef.of(TokenKind.RPT, tokenId),
        new Grant("session-bob", false, BOB.id(), PRINT),
        new Parties(OPERATOR, Party.organisation(ALBUM.uuid(), ALBUM.operator()), owner, BOB),
        expiresAt,
        null,
        new EntryDetails(
            List.of("view"),
            List.of("album"),
            json(permissions),
            "aat-of-bob",
            json("[{\"version\":\"1\",\"accepted_by\":\"bob\"}]"),
            List.of("employer"),
            json("{\"report_id\":\"bobs-report\"}"),
            null,
            List.of("a flaw of bob")));
  }

  /** A mere end. */
  public JournalEntry end(long at, Reach reach, EndReason reason) {
    return JournalEntry.ofEnd(
        TimeOrderedId.of(at, sequence++ % 4096), REALM, at, at, OPERATOR, new End(reach, reason));
  }

  public static JsonNode json(String text) {
    try {
      return JsonSerialization.mapper.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Writes entries to the journal, and gives all of it a place in the log. */
  public void record(JournalEntry... entries) {
    added.addAll(List.of(entries));
    call(
        entityManager -> {
          Journal journal = new Journal(entityManager, REALM);
          List.of(entries).forEach(journal::add);
          return true;
        });
    sequence();
  }

  /** Gives what has none a place in the log, and publishes it. */
  public void sequence() {
    call(
        entityManager -> {
          LockedLog log = RealmLog.lock(entityManager, REALM, () -> "example.org/log", 1);
          Journal journal = new Journal(entityManager, REALM);
          List<JournalEntry> rows = journal.unsequenced(100_000);
          long first =
              log.append(rows.stream().map(row -> RecordFormat.open(row).entry()).toList());
          journal.place(rows, first, new Periods(entityManager, REALM).projector().project(rows));
          log.publish(2);
          return true;
        });
  }

  /** All rows of the journal, in the order of the log. */
  public List<JournalEntry> rows() {
    return call(
        entityManager ->
            new CommittedRows(REALM)
                .rows(entityManager, 0, Long.MAX_VALUE, 1_000_000).stream()
                    .map(JournalEntity::toEntry)
                    .toList());
  }

  /** All periods, oldest first. */
  public List<Period> periods() {
    return call(
        entityManager ->
            entityManager
                .createQuery(
                    "select p from PeriodEntity p order by p.since, p.id", PeriodEntity.class)
                .getResultStream()
                .map(PeriodEntity::toPeriod)
                .toList());
  }

  /** What does not verify, or null. */
  public LogAudit.@Nullable Finding finding() {
    return LogAudit.run(this, REALM, new CommittedRows(REALM)).finding();
  }

  /** The whole content of the ledger's tables. */
  public String dump() {
    StringBuilder dump = new StringBuilder();
    for (String table : List.of("JOURNAL", "PERIOD", "RESOURCE_SET", "LOG", "ERASURE")) {
      List<?> rows =
          call(
              entityManager ->
                  entityManager
                      .createNativeQuery("select * from UT_OBLIGATION_" + table, Object[].class)
                      .getResultList());
      for (Object row : rows) {
        for (Object value : (Object[]) row) {
          dump.append(text(value)).append('|');
        }
        dump.append('\n');
      }
    }
    return dump.toString();
  }

  private static @Nullable Object text(@Nullable Object value) {
    if (value instanceof java.sql.Clob clob) {
      try {
        return clob.getSubString(1, (int) clob.length());
      } catch (java.sql.SQLException e) {
        throw new IllegalStateException(e);
      }
    }
    return value;
  }
}
