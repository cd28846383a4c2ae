package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link JournalEntry}. Insert-only. Two indexed ids of a party may point to
 * something that no longer exists: names are copied beside them.
 *
 * <p>An entity and not an SQL insert on purpose: Keycloak commits asynchronously on PostgreSQL
 * unless an entity that does not allow it takes part in the transaction, and this one does not.
 */
@Entity
@Table(name = "UT_OBLIGATION_JOURNAL")
public class JournalEntity {

  @Id
  @Column(name = "ID", length = 36, nullable = false, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "RECORDED_AT", nullable = false, updatable = false)
  private long recordedAt;

  @Column(name = "INTERACTION", length = 40, updatable = false)
  private @Nullable String interaction;

  @Column(name = "TOKEN_KIND", length = 40, updatable = false)
  private @Nullable String tokenKind;

  @Column(name = "TOKEN_ID", updatable = false)
  private @Nullable String tokenId;

  @Column(name = "REFRESH_TOKEN_ID", updatable = false)
  private @Nullable String refreshTokenId;

  @Column(name = "FROM_REFRESH_TOKEN_ID", updatable = false)
  private @Nullable String fromRefreshTokenId;

  @Column(name = "LINEAGE", length = 400, updatable = false)
  private @Nullable String lineage;

  @Column(name = "SESSION_ID", updatable = false)
  private @Nullable String sessionId;

  @Column(name = "OFFLINE_SESSION", nullable = false, updatable = false)
  private boolean offlineSession;

  @Column(name = "USER_ID", updatable = false)
  private @Nullable String userId;

  @Column(name = "CLIENT_UUID", updatable = false)
  private @Nullable String clientUuid;

  @Column(name = "CLIENT_ID", updatable = false)
  private @Nullable String clientId;

  @Column(name = "CLIENT_OPERATOR", updatable = false)
  private @Nullable String clientOperator;

  @Column(name = "RS_UUID", updatable = false)
  private @Nullable String resourceServerUuid;

  @Column(name = "RS_CLIENT_ID", updatable = false)
  private @Nullable String resourceServerClientId;

  @Column(name = "RS_OPERATOR", updatable = false)
  private @Nullable String resourceServerOperator;

  @Column(name = "AS_OPERATOR", nullable = false, updatable = false)
  private String authorizationServerOperator = "";

  @Column(name = "AZP_KIND", length = 20, updatable = false)
  private @Nullable String authorizingPartyKind;

  @Column(name = "AZP_ID", updatable = false)
  private @Nullable String authorizingPartyId;

  @Column(name = "AZP_NAME", updatable = false)
  private @Nullable String authorizingPartyName;

  @Column(name = "RQP_KIND", length = 20, updatable = false)
  private @Nullable String requestingPartyKind;

  @Column(name = "RQP_ID", updatable = false)
  private @Nullable String requestingPartyId;

  @Column(name = "RQP_NAME", updatable = false)
  private @Nullable String requestingPartyName;

  @Column(name = "EXPIRES_AT", updatable = false)
  private @Nullable Long expiresAt;

  @Column(name = "RENEWAL", nullable = false, updatable = false)
  private boolean renewal;

  @Column(name = "CONFIRMED", nullable = false, updatable = false)
  private boolean confirmed;

  @Column(name = "END_KEY", length = 400, updatable = false)
  private @Nullable String endKey;

  @Column(name = "END_REASON", length = 40, updatable = false)
  private @Nullable String endReason;

  @Column(name = "DETAILS", updatable = false)
  private @Nullable String details;

  /** Filled in once by the sequencer; null until then. */
  @Column(name = "LEAF_INDEX")
  private @Nullable Long leafIndex;

  /** The row for this entry; whatever is too long for its column is made to fit. */
  static JournalEntity of(JournalEntry entry) {
    JournalEntity row = new JournalEntity();
    row.id = entry.id();
    row.realmId = entry.realmId();
    row.recordedAt = entry.recordedAt();
    row.interaction = entry.interaction() == null ? null : entry.interaction().id();
    TokenRef token = entry.token();
    if (token != null) {
      row.tokenKind = token.kind().id();
      row.tokenId = Bounded.id(token.id());
      row.refreshTokenId = Bounded.id(token.refreshTokenId());
      row.fromRefreshTokenId = Bounded.id(token.fromRefreshTokenId());
      row.lineage = entry.lineage();
    }
    Grant grant = entry.grant();
    row.sessionId = Bounded.id(grant.sessionId());
    row.offlineSession = grant.offline();
    row.userId = Bounded.id(grant.userId());
    ClientRef client = grant.client();
    if (client != null) {
      row.clientUuid = Bounded.id(client.uuid());
      row.clientId = Bounded.id(client.clientId());
      row.clientOperator = Bounded.text(client.operator(), Bounded.ID);
    }
    ClientRef resourceServer = entry.resourceServer();
    if (resourceServer != null) {
      row.resourceServerUuid = Bounded.id(resourceServer.uuid());
      row.resourceServerClientId = Bounded.id(resourceServer.clientId());
      row.resourceServerOperator = Bounded.text(resourceServer.operator(), Bounded.ID);
    }
    Parties parties = entry.parties();
    row.authorizationServerOperator =
        Bounded.text(parties.authorizationServerOperator().name(), Bounded.ID);
    Party authorizingParty = parties.authorizingParty();
    if (authorizingParty != null) {
      row.authorizingPartyKind = authorizingParty.kind().id();
      row.authorizingPartyId = Bounded.id(authorizingParty.id());
      row.authorizingPartyName = Bounded.text(authorizingParty.name(), Bounded.ID);
    }
    Party requestingParty = parties.requestingParty();
    if (requestingParty != null) {
      row.requestingPartyKind = requestingParty.kind().id();
      row.requestingPartyId = Bounded.id(requestingParty.id());
      row.requestingPartyName = Bounded.text(requestingParty.name(), Bounded.ID);
    }
    row.expiresAt = entry.expiresAt();
    row.renewal = entry.renewal();
    row.confirmed = entry.confirmed();
    End end = entry.end();
    if (end != null) {
      row.endKey = end.reach().key();
      row.endReason = end.reason().id();
    }
    row.details = entry.details().toJson();
    row.leafIndex = entry.leafIndex();
    return row;
  }

  /** The entry of this row. */
  JournalEntry toEntry() {
    ClientRef resourceServer =
        client(resourceServerUuid, resourceServerClientId, resourceServerOperator);
    Parties parties =
        new Parties(
            Party.organisation(realmId, authorizationServerOperator),
            resourceServer == null
                ? null
                : Party.organisation(resourceServer.uuid(), resourceServer.operator()),
            party(authorizingPartyKind, authorizingPartyId, authorizingPartyName),
            party(requestingPartyKind, requestingPartyId, requestingPartyName));
    return new JournalEntry(
        id,
        realmId,
        recordedAt,
        Optional.ofNullable(interaction).flatMap(Interaction::byId).orElse(null),
        token(),
        new Grant(sessionId, offlineSession, userId, client(clientUuid, clientId, clientOperator)),
        parties,
        resourceServer,
        expiresAt,
        renewal,
        confirmed,
        end(),
        EntryDetails.fromJson(details),
        leafIndex);
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
    return reach.isEmpty() || reason.isEmpty() ? null : new End(reach.get(), reason.get());
  }

  private static @Nullable ClientRef client(
      @Nullable String uuid, @Nullable String clientId, @Nullable String operator) {
    if (uuid == null || clientId == null) {
      return null;
    }
    return new ClientRef(uuid, clientId, operator == null ? clientId : operator);
  }

  private static @Nullable Party party(
      @Nullable String kind, @Nullable String id, @Nullable String name) {
    if (id == null) {
      return null;
    }
    return new Party(
        Optional.ofNullable(kind).flatMap(Party.Kind::byId).orElse(Party.Kind.UNKNOWN),
        id,
        name == null ? id : name);
  }
}
