package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the journal: an interaction, an end, or an interaction that ends something. Immutable;
 * rows are inserted and never changed (only the sequencer will fill in {@code leafIndex}, once).
 *
 * @param id version 7 UUID
 * @param realmId the realm's id
 * @param recordedAt when it was recorded, milliseconds since the epoch
 * @param interaction what happened; null for a mere end, and for an event whose interaction was not
 *     recognised
 * @param token what it is about; null for a mere end
 * @param grant what the token hangs on
 * @param parties who took part
 * @param resourceServer the resource server, null where none is involved
 * @param expiresAt when the token, ticket or permissions expire, milliseconds since the epoch; null
 *     for never or unknown
 * @param renewal whether a refresh continued an existing grant
 * @param confirmed whether Keycloak's own event confirmed the issuance; an unconfirmed row is a
 *     token that was built but may never have left the server
 * @param end what this ends, null when it ends nothing
 * @param details what else was known
 * @param leafIndex position in the realm's Merkle tree; null until the sequencer has given it one
 */
public record JournalEntry(
    String id,
    String realmId,
    long recordedAt,
    @Nullable Interaction interaction,
    @Nullable TokenRef token,
    Grant grant,
    Parties parties,
    @Nullable ClientRef resourceServer,
    @Nullable Long expiresAt,
    boolean renewal,
    boolean confirmed,
    @Nullable End end,
    EntryDetails details,
    @Nullable Long leafIndex) {

  /** This entry, confirmed. */
  public JournalEntry asConfirmed() {
    return new JournalEntry(
        id,
        realmId,
        recordedAt,
        interaction,
        token,
        grant,
        parties,
        resourceServer,
        expiresAt,
        renewal,
        true,
        end,
        details,
        leafIndex);
  }

  /** The lineage: rows of one grant share it. Null for a mere end. */
  public @Nullable String lineage() {
    return token == null ? null : grant.lineage(token).key();
  }

  /** The keys of every end that would reach this row. Empty for a mere end. */
  public Set<String> reachedBy() {
    Set<String> keys = new LinkedHashSet<>();
    if (token == null) {
      return keys;
    }
    if (token.kind() == TokenKind.PERMISSION_TICKET) {
      keys.add(Reach.ticket(token.id()).key());
    } else {
      keys.add(Reach.token(token.id()).key());
    }
    ClientRef client = grant.client();
    String sessionId = grant.sessionId();
    String userId = grant.userId();
    if (sessionId != null) {
      keys.add(Reach.session(sessionId, grant.offline()).key());
      if (client != null) {
        keys.add(Reach.grant(sessionId, client.uuid(), grant.offline()).key());
      }
    }
    if (userId != null) {
      keys.add(Reach.user(userId).key());
      if (client != null) {
        keys.add(Reach.consent(userId, client.uuid()).key());
      }
    }
    if (client != null) {
      keys.add(Reach.client(client.uuid()).key());
    }
    if (resourceServer != null) {
      keys.add(Reach.client(resourceServer.uuid()).key());
    }
    addParty(keys, parties.authorizingParty());
    addParty(keys, parties.requestingParty());
    return keys;
  }

  private static void addParty(Set<String> keys, @Nullable Party party) {
    if (party != null && party.kind() != Party.Kind.ORGANISATION) {
      keys.add(Reach.party(party.id()).key());
    }
  }
}
