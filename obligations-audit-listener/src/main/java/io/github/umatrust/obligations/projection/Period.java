package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import org.jspecify.annotations.Nullable;

/**
 * From when to when the clauses of one interaction bind its parties: they begin, are renewed and
 * end together.
 *
 * @param id the id of the journal entry that began it
 * @param realmId the realm's id
 * @param interaction what brought its clauses into force
 * @param lineage what a renewal continues; null where nothing can
 * @param tokenKind what it hangs on
 * @param tokenId the latest token of the grant, or the ticket
 * @param since when it began, milliseconds since the epoch
 * @param ending when it ended or will end if nothing else happens
 * @param lastEntryId the journal entry that renewed it last, or the first
 * @param grant what the token hangs on
 * @param parties who is bound
 * @param resourceServer the resource server, null where none is involved
 * @param renewals how often it was renewed
 * @param answeredAt when the resource server first told that it answered a request with this RPT,
 *     milliseconds since the epoch; null when it did not
 * @param accessedAt when the resource server first told that this RPT gained access, milliseconds
 *     since the epoch; null when it did not
 * @param confirmed whether Keycloak's own events confirmed every issuance in it
 */
public record Period(
    String id,
    String realmId,
    Interaction interaction,
    @Nullable String lineage,
    TokenKind tokenKind,
    String tokenId,
    long since,
    Ending ending,
    String lastEntryId,
    Grant grant,
    Parties parties,
    @Nullable ClientRef resourceServer,
    long renewals,
    @Nullable Long answeredAt,
    @Nullable Long accessedAt,
    boolean confirmed) {

  /**
   * The period that this entry begins; its end is not known yet.
   *
   * @throws IllegalArgumentException for an entry without interaction or token
   */
  static Period begunBy(JournalEntry entry, @Nullable String lineage) {
    Interaction interaction = entry.interaction();
    TokenRef token = entry.token();
    if (interaction == null || token == null) {
      throw new IllegalArgumentException("only interactions begin something");
    }
    return new Period(
        entry.id(),
        entry.realmId(),
        interaction,
        lineage,
        token.kind(),
        token.id(),
        entry.occurredAt(),
        Ending.NONE,
        entry.id(),
        entry.grant(),
        entry.parties(),
        entry.resourceServer(),
        0,
        null,
        null,
        entry.confirmed());
  }

  /** This period with this entry as its latest. */
  Period continuedBy(JournalEntry entry) {
    TokenRef token = entry.token();
    return new Period(
        id,
        realmId,
        interaction,
        lineage,
        tokenKind,
        token == null ? tokenId : token.id(),
        since,
        ending,
        entry.id(),
        grant,
        parties,
        resourceServer,
        id.equals(entry.id()) ? 0 : renewals + 1,
        answeredAt,
        accessedAt,
        confirmed && entry.confirmed());
  }

  /** This period with this ending. */
  Period ending(Ending changed) {
    return new Period(
        id,
        realmId,
        interaction,
        lineage,
        tokenKind,
        tokenId,
        since,
        changed,
        lastEntryId,
        grant,
        parties,
        resourceServer,
        renewals,
        answeredAt,
        accessedAt,
        confirmed);
  }
}
