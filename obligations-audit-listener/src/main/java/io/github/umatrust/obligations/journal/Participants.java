package io.github.umatrust.obligations.journal;

import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The columns that say who took part, alike in every table that has them. Ids may point to
 * something that no longer exists: names are copied beside them.
 */
@Embeddable
public class Participants {

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

  /** The columns for these; whatever is too long for its column is made to fit. */
  public static Participants of(Grant grant, Parties parties, @Nullable ClientRef resourceServer) {
    Participants row = new Participants();
    row.sessionId = Bounded.id(grant.sessionId());
    row.offlineSession = grant.offline();
    row.userId = Bounded.id(grant.userId());
    ClientRef client = grant.client();
    if (client != null) {
      row.clientUuid = Bounded.id(client.uuid());
      row.clientId = Bounded.id(client.clientId());
      row.clientOperator = Bounded.text(client.operator(), Bounded.ID);
    }
    if (resourceServer != null) {
      row.resourceServerUuid = Bounded.id(resourceServer.uuid());
      row.resourceServerClientId = Bounded.id(resourceServer.clientId());
      row.resourceServerOperator = Bounded.text(resourceServer.operator(), Bounded.ID);
    }
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
    return row;
  }

  /** Sets the columns of a statement. */
  void write(Columns columns) {
    columns.text("SESSION_ID", sessionId);
    columns.bool("OFFLINE_SESSION", offlineSession);
    columns.text("USER_ID", userId);
    columns.text("CLIENT_UUID", clientUuid);
    columns.text("CLIENT_ID", clientId);
    columns.text("CLIENT_OPERATOR", clientOperator);
    columns.text("RS_UUID", resourceServerUuid);
    columns.text("RS_CLIENT_ID", resourceServerClientId);
    columns.text("RS_OPERATOR", resourceServerOperator);
    columns.text("AS_OPERATOR", authorizationServerOperator);
    columns.text("AZP_KIND", authorizingPartyKind);
    columns.text("AZP_ID", authorizingPartyId);
    columns.text("AZP_NAME", authorizingPartyName);
    columns.text("RQP_KIND", requestingPartyKind);
    columns.text("RQP_ID", requestingPartyId);
    columns.text("RQP_NAME", requestingPartyName);
  }

  /** What the token hangs on. */
  public Grant grant() {
    return new Grant(
        sessionId, offlineSession, userId, client(clientUuid, clientId, clientOperator));
  }

  /**
   * Who is bound.
   *
   * @param realmId the realm's id, which stands for the operator of the authorization server
   */
  public Parties parties(String realmId) {
    return new Parties(
        Party.organisation(realmId, authorizationServerOperator),
        Optional.ofNullable(resourceServer())
            .map(server -> Party.organisation(server.uuid(), server.operator()))
            .orElse(null),
        party(authorizingPartyKind, authorizingPartyId, authorizingPartyName),
        party(requestingPartyKind, requestingPartyId, requestingPartyName));
  }

  /** The resource server, null where none is involved. */
  public @Nullable ClientRef resourceServer() {
    return client(resourceServerUuid, resourceServerClientId, resourceServerOperator);
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
