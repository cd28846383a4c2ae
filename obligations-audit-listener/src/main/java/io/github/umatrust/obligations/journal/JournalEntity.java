package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Interaction;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link JournalEntry}. Inserted by the request that it records, and never
 * changed after that but for its place in the log and for erasures.
 *
 * <p>Read as an entity, and written by {@link JournalTable}.
 */
@Entity
@Table(name = "UT_OBLIGATION_JOURNAL")
public class JournalEntity {

  /** The place of a row that has none yet. */
  public static final long UNSEQUENCED = -1;

  @Id
  @Column(name = "ID", length = 36, nullable = false, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "RECORDED_AT", nullable = false, updatable = false)
  private long recordedAt;

  @Column(name = "OCCURRED_AT", nullable = false, updatable = false)
  private long occurredAt;

  @Column(name = "INTERACTION", length = 40, updatable = false)
  private @Nullable String interaction;

  @Column(name = "TOKEN_KIND", length = 40, updatable = false)
  private @Nullable String tokenKind;

  @Column(name = "TOKEN_ID", updatable = false)
  private @Nullable String tokenId;

  @Column(name = "TOKEN_HASH", updatable = false)
  private @Nullable Long tokenHash;

  @Column(name = "REFRESH_TOKEN_ID", updatable = false)
  private @Nullable String refreshTokenId;

  @Column(name = "REFRESH_TOKEN_HASH", updatable = false)
  private @Nullable Long refreshTokenHash;

  @Column(name = "FROM_REFRESH_TOKEN_ID", updatable = false)
  private @Nullable String fromRefreshTokenId;

  @Column(name = "TICKET_ID", updatable = false)
  private @Nullable String ticketId;

  @Column(name = "TICKET_HASH", updatable = false)
  private @Nullable Long ticketHash;

  @Embedded private Participants participants = new Participants();

  @Column(name = "EXPIRES_AT", updatable = false)
  private @Nullable Long expiresAt;

  @Column(name = "GRANT_EXPIRES_AT", updatable = false)
  private @Nullable Long grantExpiresAt;

  @Column(name = "RENEWAL", nullable = false, updatable = false)
  private boolean renewal;

  @Column(name = "CONFIRMED", nullable = false, updatable = false)
  private boolean confirmed;

  @Column(name = "END_KEY", updatable = false)
  private @Nullable String endKey;

  @Column(name = "END_REASON", length = 40, updatable = false)
  private @Nullable String endReason;

  @Column(name = "END_BEFORE", updatable = false)
  private @Nullable Long endIssuedBefore;

  @Column(name = "DETAILS", updatable = false)
  private @Nullable String details;

  @Column(name = "SEALS", length = Seals.LENGTH, nullable = false, updatable = false)
  private String seals = "";

  /**
   * Filled in once by the sequencer; {@value #UNSEQUENCED} until then. Not null, because rows are
   * taken from an index in their order, and for that databases want a value.
   */
  @Column(name = "LEAF_INDEX", nullable = false, updatable = false)
  private long leafIndex = UNSEQUENCED;

  /** Filled in once by the sequencer; null until then, and for rows that begin nothing. */
  @Column(name = "PERIOD_ID", length = 36, updatable = false)
  private @Nullable String periodId;

  /** A new row for this entry; whatever is too long for its column is made to fit. */
  static JournalEntity of(JournalEntry entry) {
    JournalEntity row = new JournalEntity();
    row.id = entry.id();
    row.realmId = entry.realmId();
    row.recordedAt = entry.recordedAt();
    row.occurredAt = entry.occurredAt();
    row.interaction = entry.interaction() == null ? null : entry.interaction().id();
    TokenRef token = entry.token();
    if (token != null) {
      row.tokenKind = token.kind().id();
      row.tokenId = Bounded.id(token.id());
      row.tokenHash = IndexedId.hash(token.id());
      row.refreshTokenId = Bounded.id(token.refreshTokenId());
      row.refreshTokenHash = IndexedId.hash(token.refreshTokenId());
      row.fromRefreshTokenId = Bounded.id(token.fromRefreshTokenId());
    }
    row.ticketId = Bounded.id(entry.ticketId());
    row.ticketHash = IndexedId.hash(entry.ticketId());
    row.participants = Participants.of(entry.grant(), entry.parties(), entry.resourceServer());
    row.expiresAt = entry.expiresAt();
    row.grantExpiresAt = entry.grantExpiresAt();
    row.renewal = entry.renewal();
    row.confirmed = entry.confirmed();
    End end = entry.end();
    if (end != null) {
      row.endKey = end.reach().key();
      row.endReason = end.reason().id();
      row.endIssuedBefore = end.issuedBefore();
    }
    row.details = entry.details().toJson();
    row.seals = Seals.fresh().toText();
    return row;
  }

  /** Sets the columns of a statement that inserts this row. */
  void write(Columns columns) {
    columns.text("ID", id);
    columns.text("REALM_ID", realmId);
    columns.number("RECORDED_AT", recordedAt);
    columns.number("OCCURRED_AT", occurredAt);
    columns.text("INTERACTION", interaction);
    columns.text("TOKEN_KIND", tokenKind);
    columns.text("TOKEN_ID", tokenId);
    columns.number("TOKEN_HASH", tokenHash);
    columns.text("REFRESH_TOKEN_ID", refreshTokenId);
    columns.number("REFRESH_TOKEN_HASH", refreshTokenHash);
    columns.text("FROM_REFRESH_TOKEN_ID", fromRefreshTokenId);
    columns.text("TICKET_ID", ticketId);
    columns.number("TICKET_HASH", ticketHash);
    participants.write(columns);
    columns.number("EXPIRES_AT", expiresAt);
    columns.number("GRANT_EXPIRES_AT", grantExpiresAt);
    columns.bool("RENEWAL", renewal);
    columns.bool("CONFIRMED", confirmed);
    columns.text("END_KEY", endKey);
    columns.text("END_REASON", endReason);
    columns.number("END_BEFORE", endIssuedBefore);
    columns.text("DETAILS", details);
    columns.text("SEALS", seals);
    columns.number("LEAF_INDEX", leafIndex);
    columns.text("PERIOD_ID", periodId);
  }

  /** The entry of this row. */
  public JournalEntry toEntry() {
    return new JournalEntry(
        id,
        realmId,
        recordedAt,
        occurredAt,
        Optional.ofNullable(interaction).flatMap(Interaction::byId).orElse(null),
        token(),
        ticketId,
        participants.grant(),
        participants.parties(realmId),
        participants.resourceServer(),
        expiresAt,
        grantExpiresAt,
        renewal,
        confirmed,
        end(),
        EntryDetails.fromJson(details),
        new JournalEntry.Stored(
            Seals.ofText(seals), leafIndex == UNSEQUENCED ? null : leafIndex, periodId));
  }

  public String id() {
    return id;
  }

  private @Nullable TokenRef token() {
    String token = tokenId;
    return token == null
        ? null
        : Optional.ofNullable(tokenKind)
            .flatMap(TokenKind::byId)
            .map(kind -> new TokenRef(kind, token, refreshTokenId, fromRefreshTokenId))
            .orElse(null);
  }

  private @Nullable End end() {
    Optional<EndReason> reason = Optional.ofNullable(endReason).flatMap(EndReason::byId);
    Optional<Reach> reach = Optional.ofNullable(endKey).flatMap(Reach::ofKey);
    return reach.isEmpty() || reason.isEmpty()
        ? null
        : new End(reach.get(), reason.get(), endIssuedBefore);
  }
}
