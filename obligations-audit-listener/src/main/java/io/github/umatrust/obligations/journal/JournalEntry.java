package io.github.umatrust.obligations.journal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the journal: an interaction, an end, an interaction that ends something, or a notice
 * of the ledger about itself. Immutable; rows are inserted and never changed but for what {@link
 * Stored} says.
 *
 * @param id version 7 UUID
 * @param realmId the realm's id
 * @param recordedAt when it was recorded, milliseconds since the epoch
 * @param occurredAt when it truly happened, milliseconds since the epoch: earlier than {@code
 *     recordedAt} for an end that was found later
 * @param interaction what happened; null for a mere end or notice, and for an event whose
 *     interaction was not recognised
 * @param token what it is about; null for a mere end or notice
 * @param ticketId opaque id of the permission ticket it followed from or is about, null without one
 * @param grant what the token hangs on
 * @param parties who took part
 * @param resourceServer the resource server, null where none is involved
 * @param expiresAt when the token, ticket or permissions expire, milliseconds since the epoch; null
 *     for never or unknown
 * @param grantExpiresAt until when the grant can be renewed if nothing ends it, milliseconds since
 *     the epoch: the expiry of the refresh token, or {@code expiresAt} where there is none; null
 *     for never
 * @param renewal whether a refresh continued an existing grant
 * @param confirmed whether Keycloak's own event confirmed the issuance; an unconfirmed row is a
 *     token that was built but may never have left the server
 * @param end what this ends, null when it ends nothing
 * @param details what else was known
 * @param stored what only a row in the database has; null before that
 */
public record JournalEntry(
    String id,
    String realmId,
    long recordedAt,
    long occurredAt,
    @Nullable Interaction interaction,
    @Nullable TokenRef token,
    @Nullable String ticketId,
    Grant grant,
    Parties parties,
    @Nullable ClientRef resourceServer,
    @Nullable Long expiresAt,
    @Nullable Long grantExpiresAt,
    boolean renewal,
    boolean confirmed,
    @Nullable End end,
    EntryDetails details,
    @Nullable Stored stored) {

  private static final Grant NO_GRANT = new Grant(null, false, null, null);

  /**
   * What a row has once it is in the database.
   *
   * @param seals how its parts are committed to; changed by an erasure alone
   * @param leafIndex position in the realm's Merkle tree; null until the sequencer has given it one
   * @param periodId the {@link io.github.umatrust.obligations.projection.Period} it began or
   *     renewed; null before it was sequenced, and for rows that begin none
   */
  public record Stored(Seals seals, @Nullable Long leafIndex, @Nullable String periodId) {}

  /**
   * An interaction that happened just now and renews nothing.
   *
   * @param time milliseconds since the epoch
   * @param expiresAt of the token and its grant alike
   */
  public static JournalEntry ofInteraction(
      String id,
      String realmId,
      long time,
      @Nullable Interaction interaction,
      TokenRef token,
      @Nullable String ticketId,
      Grant grant,
      Parties parties,
      @Nullable ClientRef resourceServer,
      @Nullable Long expiresAt,
      @Nullable End end,
      EntryDetails details) {
    return new JournalEntry(
        id,
        realmId,
        time,
        time,
        interaction,
        token,
        ticketId,
        grant,
        parties,
        resourceServer,
        expiresAt,
        expiresAt,
        false,
        true,
        end,
        details,
        null);
  }

  /** A mere end. */
  public static JournalEntry ofEnd(
      String id,
      String realmId,
      long recordedAt,
      long occurredAt,
      Party authorizationServerOperator,
      End end) {
    return ofEnd(
        id, realmId, recordedAt, occurredAt, authorizationServerOperator, end, EntryDetails.none());
  }

  /** A mere end of which there is more to say. */
  public static JournalEntry ofEnd(
      String id,
      String realmId,
      long recordedAt,
      long occurredAt,
      Party authorizationServerOperator,
      End end,
      EntryDetails details) {
    return bare(id, realmId, recordedAt, occurredAt, authorizationServerOperator, end, details);
  }

  /** What the ledger has to say about itself. */
  public static JournalEntry ofNotice(
      String id,
      String realmId,
      long recordedAt,
      Party authorizationServerOperator,
      JsonNode notice) {
    return bare(
        id,
        realmId,
        recordedAt,
        recordedAt,
        authorizationServerOperator,
        null,
        EntryDetails.ofNotice(notice));
  }

  private static JournalEntry bare(
      String id,
      String realmId,
      long recordedAt,
      long occurredAt,
      Party authorizationServerOperator,
      @Nullable End end,
      EntryDetails details) {
    return new JournalEntry(
        id,
        realmId,
        recordedAt,
        occurredAt,
        null,
        null,
        null,
        NO_GRANT,
        new Parties(authorizationServerOperator, null, null, null),
        null,
        null,
        null,
        false,
        true,
        end,
        details,
        null);
  }

  /** This entry, confirmed. */
  public JournalEntry asConfirmed() {
    return new JournalEntry(
        id,
        realmId,
        recordedAt,
        occurredAt,
        interaction,
        token,
        ticketId,
        grant,
        parties,
        resourceServer,
        expiresAt,
        grantExpiresAt,
        renewal,
        true,
        end,
        details,
        stored);
  }

  /** Ids of the resource sets its permissions are about. */
  public Set<String> resourceSetIds() {
    Set<String> ids = new LinkedHashSet<>();
    JsonNode permissions = details.permissions();
    if (permissions != null) {
      for (JsonNode permission : permissions) {
        JsonNode id = permission.get("resource_set_id");
        if (id != null && id.isTextual()) {
          ids.add(id.textValue());
        }
      }
    }
    return ids;
  }

  /**
   * The keys of every end that would reach this row as a whole. Empty for a mere end.
   *
   * @see #permissionsReachedBy()
   */
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
      keys.add(Reach.clientTokens(client.uuid()).key());
    }
    if (resourceServer != null) {
      keys.add(Reach.client(resourceServer.uuid()).key());
    }
    addParty(keys, parties.authorizingParty());
    addParty(keys, parties.requestingParty());
    keys.add(Reach.realm(realmId).key());
    return keys;
  }

  /**
   * For each of its resource sets the keys of every end that would reach the permissions on it.
   * What rests on permissions ends when it has none left.
   */
  public Map<String, Set<String>> permissionsReachedBy() {
    Map<String, Set<String>> keys = new LinkedHashMap<>();
    Party requestingParty = parties.requestingParty();
    for (String resourceSetId : resourceSetIds()) {
      Set<String> ofOne = new LinkedHashSet<>();
      ofOne.add(Reach.resourceSet(resourceSetId).key());
      if (requestingParty != null) {
        ofOne.add(Reach.permission(resourceSetId, requestingParty.id()).key());
      }
      keys.put(resourceSetId, ofOne);
    }
    return keys;
  }

  private static void addParty(Set<String> keys, @Nullable Party party) {
    if (party != null && party.kind() != Party.Kind.ORGANISATION) {
      keys.add(Reach.party(party.id()).key());
    }
  }
}
