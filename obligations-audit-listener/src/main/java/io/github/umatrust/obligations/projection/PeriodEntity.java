package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Participants;
import io.github.umatrust.obligations.journal.TokenKind;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link Period}. Written by the sequencer alone, under the lock of the
 * realm's log. Everything in it can be computed from the journal again.
 */
@Entity
@Table(name = "UT_OBLIGATION_PERIOD")
public class PeriodEntity {

  @Id
  @Column(name = "ID", length = 36, nullable = false, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "INTERACTION", length = 40, nullable = false, updatable = false)
  private String interaction = "";

  @Column(name = "LINEAGE", updatable = false)
  private @Nullable String lineage;

  @Column(name = "TOKEN_KIND", length = 40, nullable = false, updatable = false)
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

  @Embedded private Participants participants = new Participants();

  @Column(name = "RENEWALS", nullable = false)
  private long renewals;

  /** When the resource server first told that it answered a request with this RPT. */
  @Column(name = "ANSWERED_AT")
  private @Nullable Long answeredAt;

  /** When the resource server first told that this RPT gained access. */
  @Column(name = "ACCESSED_AT")
  private @Nullable Long accessedAt;

  @Column(name = "CONFIRMED", nullable = false)
  private boolean confirmed;

  /** A new row for this period; whatever is too long for its column is made to fit. */
  static PeriodEntity of(Period period) {
    PeriodEntity row = new PeriodEntity();
    row.id = period.id();
    row.realmId = period.realmId();
    row.interaction = period.interaction().id();
    row.lineage = period.lineage();
    row.tokenKind = period.tokenKind().id();
    row.since = period.since();
    row.participants = Participants.of(period.grant(), period.parties(), period.resourceServer());
    row.update(period);
    return row;
  }

  /** Takes over what can change in a period. */
  final void update(Period period) {
    tokenId = Bounded.key(period.tokenId(), Bounded.ID);
    until = period.ending().time();
    EndReason reason = period.ending().reason();
    endReason = reason == null ? null : reason.id();
    lastEntryId = period.lastEntryId();
    renewals = period.renewals();
    confirmed = period.confirmed();
  }

  /** The resource server told that it answered a request, or that it gave access. */
  void reported(Interaction report, long time) {
    if (report == Interaction.ACCESS_REPORTED) {
      accessedAt = accessedAt == null ? time : Math.min(accessedAt, time);
    } else {
      answeredAt = answeredAt == null ? time : Math.min(answeredAt, time);
    }
  }

  /** The period of this row. */
  public Period toPeriod() {
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
        participants.grant(),
        participants.parties(realmId),
        participants.resourceServer(),
        renewals,
        answeredAt,
        accessedAt,
        confirmed);
  }
}
