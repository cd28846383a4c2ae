package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.TokenKind;
import org.jspecify.annotations.Nullable;

/**
 * From when to when the clauses of one interaction bind its parties: they begin, are renewed and
 * end together.
 *
 * @param id the id of the journal entry that began it
 * @param realmId the realm's id
 * @param interaction what brought its clauses into force
 * @param lineage what a refresh continues
 * @param tokenKind what it hangs on
 * @param tokenId the latest token of the grant, or the ticket
 * @param since when it began, milliseconds since the epoch
 * @param ending when it ended or will end if nothing else happens
 * @param lastEntryId the journal entry that renewed it last, or the first
 * @param lastRecordedAt when that was recorded, milliseconds since the epoch
 * @param grant what the token hangs on
 * @param parties who is bound
 * @param resourceServer the resource server, null where none is involved
 * @param accessAnswered whether the resource server told that it answered a request with this RPT
 * @param accessReported whether the resource server told that this RPT gained access
 * @param confirmed whether Keycloak's own events confirmed every issuance in it
 */
public record Period(
    String id,
    String realmId,
    Interaction interaction,
    String lineage,
    TokenKind tokenKind,
    String tokenId,
    long since,
    Ending ending,
    String lastEntryId,
    long lastRecordedAt,
    Grant grant,
    Parties parties,
    @Nullable ClientRef resourceServer,
    boolean accessAnswered,
    boolean accessReported,
    boolean confirmed) {}
