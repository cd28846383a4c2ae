package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Participants;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link Period}. Written by the sequencer alone, under the lock of the
 * realm's log. Everything in it can be computed from the journal again.
 */
@Entity
@Table(name = "UT_OBLIGATION_PERIOD")
@DynamicUpdate
public class PeriodEntity {

  @Id
  @Column(name = "ID", length = 36, nullable = false, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "INTERACTION", length = 40, nullable = false, updatable = false)
  private String interaction = "";

  @Column(name = "LINEAGE", length = 400, nullable = false)
  private String lineage = "";

  @Column(name = "TOKEN_KIND", length = 40, nullable = false)
  private String tokenKind = "";

  @Column(name = "TOKEN_ID", nullable = false)
  private String tokenId = "";

  @Column(name = "SINCE", nullable = false, updatable = false)
  private long since;

  @Column(name = "UNTIL")
  private @Nullable Long until;

  @Column(name = "END_REASON", length = 40)
  private @Nullable String endReason;

  @Column(name = "LAST_ENTRY_ID", length = 36, nullable = false)
  private String lastEntryId = "";

  @Column(name = "LAST_RECORDED_AT", nullable = false)
  private long lastRecordedAt;

  @Column(name = "RENEWALS", nullable = false)
  private long renewals;

  @Embedded private Participants participants = new Participants();

  /** Whether the resource server has told that it answered a request with this RPT. */
  @Column(name = "ACCESS_ANSWERED", nullable = false)
  private boolean accessAnswered;

  /** Whether the resource server has told that this RPT gained access. */
  @Column(name = "ACCESS_REPORTED", nullable = false)
  private boolean accessReported;

  @Column(name = "CONFIRMED", nullable = false)
  private boolean confirmed;

  /** A new period that this entry begins; its end is not known yet. */
  static PeriodEntity begunBy(JournalEntry entry, Interaction interaction, TokenRef token) {
    PeriodEntity row = new PeriodEntity();
    row.id = entry.id();
    row.realmId = entry.realmId();
    row.interaction = interaction.id();
    row.since = entry.occurredAt();
    row.confirmed = true;
    row.lineage = entry.grant().lineage(token).key();
    row.participants = Participants.of(entry);
    row.continuedBy(entry, token);
    row.renewals = 0;
    return row;
  }

  /** The entry is the latest of this period now. */
  final void continuedBy(JournalEntry entry, TokenRef token) {
    tokenKind = token.kind().id();
    tokenId = Bounded.key(token.id(), Bounded.ID);
    lastEntryId = entry.id();
    lastRecordedAt = entry.recordedAt();
    renewals++;
    confirmed &= entry.confirmed();
  }

  /** Ends it, or moves its end. */
  void ends(Ending ending) {
    until = ending.time();
    EndReason reason = ending.reason();
    endReason = reason == null ? null : reason.id();
  }

  void answered() {
    accessAnswered = true;
  }

  void reported() {
    accessReported = true;
  }

  /** The period of this row. */
  Period toPeriod() {
    return new Period(
        id,
        realmId,
        Interaction.byId(interaction)
            .orElseThrow(() -> new IllegalStateException("unknown interaction " + interaction)),
        lineage,
        TokenKind.byId(tokenKind)
            .orElseThrow(() -> new IllegalStateException("unknown token kind " + tokenKind)),
        tokenId,
        since,
        new Ending(until, Optional.ofNullable(endReason).flatMap(EndReason::byId).orElse(null)),
        lastEntryId,
        lastRecordedAt,
        participants.grant(),
        participants.parties(realmId),
        participants.resourceServer(),
        accessAnswered,
        accessReported,
        confirmed);
  }
}
