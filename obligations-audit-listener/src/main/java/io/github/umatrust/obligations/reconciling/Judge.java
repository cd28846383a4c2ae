package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TokenKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that is in force has ended: the checks that Keycloak makes of a token, of which
 * the widest that fails counts. A pure function of what the authority says and the clock.
 *
 * <p>Two of them only keep a grant from being renewed (no consent, the client's own session
 * limits): these end it when its last access token is expired, which Keycloak takes until then.
 */
final class Judge {

  /**
   * Keycloak commits a new session after the token's record, and tells other nodes later still.
   * What is younger is not missed yet.
   */
  static final long GRACE_MILLIS = 10_000;

  /** Keycloak's own tolerance between the beginning of a session and its first token. */
  private static final int START_TOLERANCE_SECONDS = 1;

  private final Authority authority;
  private final long now;
  private final @Nullable Long lastSeen;

  /**
   * Judges at one moment.
   *
   * @param now milliseconds since the epoch
   * @param lastSeen when everything that is in force was last seen to be valid, milliseconds since
   *     the epoch; null where that is not known
   */
  Judge(Authority authority, long now, @Nullable Long lastSeen) {
    this.authority = authority;
    this.now = now;
    this.lastSeen = lastSeen;
  }

  /** The ends that reach this; none where it is still in force. */
  List<Over> judge(String realmId, Standing standing) {
    Authority.Account realm = authority.realm();
    if (!realm.enabled()) {
      return found(standing, new End(Reach.realm(realmId), EndReason.REALM_DISABLED));
    }
    ClientRef client = standing.grant().client();
    List<Over> overs = client == null ? List.of() : ofClient(standing, client);
    ClientRef server = standing.resourceServer();
    if (overs.isEmpty() && server != null && !server.equals(client)) {
      overs = ofClient(standing, server);
    }
    String userId = standing.grant().userId();
    if (overs.isEmpty() && userId != null) {
      overs = ofUser(standing, userId);
    }
    if (overs.isEmpty() && standing.tokenKind() != TokenKind.PERMISSION_TICKET) {
      overs = ofNotBefore(realmId, standing, realm);
    }
    if (overs.isEmpty() && standing.grant().sessionId() != null) {
      overs = ofSession(standing, standing.grant().sessionId(), client);
    }
    if (overs.isEmpty()
        && standing.tokenKind() != TokenKind.PERMISSION_TICKET
        && authority.isRevoked(standing.tokenId())) {
      overs = found(standing, new End(Reach.token(standing.tokenId()), EndReason.REVOKED));
    }
    return overs;
  }

  /** The end that reaches this where its realm is gone. */
  static List<Over> realmRemoved(String realmId, Standing standing, long now) {
    return List.of(
        new Over(
            new End(Reach.realm(realmId), EndReason.REALM_REMOVED),
            now,
            Math.min(now, standing.issuedAt())));
  }

  private List<Over> ofClient(Standing standing, ClientRef client) {
    Authority.Account account = authority.client(client.uuid());
    if (account == null) {
      return found(standing, new End(Reach.client(client.uuid()), EndReason.CLIENT_REMOVED));
    }
    return account.enabled()
        ? List.of()
        : found(standing, new End(Reach.client(client.uuid()), EndReason.CLIENT_DISABLED));
  }

  private List<Over> ofUser(Standing standing, String userId) {
    Authority.Account account = authority.user(userId);
    if (account == null) {
      return List.of(
          found(standing, Reach.user(userId), EndReason.USER_REMOVED),
          found(standing, Reach.party(userId), EndReason.USER_REMOVED));
    }
    return account.enabled()
        ? List.of()
        : found(standing, new End(Reach.user(userId), EndReason.USER_DISABLED));
  }

  private List<Over> ofNotBefore(String realmId, Standing standing, Authority.Account realm) {
    ClientRef client = standing.grant().client();
    String userId = standing.grant().userId();
    List<Over> overs = ofPolicy(standing, Reach.realm(realmId), realm);
    if (overs.isEmpty() && client != null) {
      overs =
          ofPolicy(standing, Reach.clientTokens(client.uuid()), authority.client(client.uuid()));
    }
    return overs.isEmpty() && userId != null
        ? ofPolicy(standing, Reach.user(userId), authority.user(userId))
        : overs;
  }

  private List<Over> ofPolicy(Standing standing, Reach reach, Authority.@Nullable Account account) {
    if (account == null || !standing.isIssuedBefore(account.notBefore())) {
      return List.of();
    }
    long moment = account.notBefore() * 1000;
    return List.of(dated(standing, new End(reach, EndReason.NOT_BEFORE, moment), moment));
  }

  private List<Over> ofSession(Standing standing, String sessionId, @Nullable ClientRef client) {
    boolean offline = standing.grant().offline();
    Reach whole = Reach.session(sessionId, offline);
    Reach part = client == null ? null : Reach.grant(sessionId, client.uuid(), offline);
    SessionState state =
        authority.session(sessionId, offline, client == null ? null : client.uuid());
    if (state instanceof SessionState.Gone) {
      return isYoung(standing)
          ? List.of()
          : found(standing, new End(whole, EndReason.SESSION_REMOVED));
    }
    if (state instanceof SessionState.Over over) {
      Long since = over.since();
      if (since == null) {
        return found(standing, new End(whole, EndReason.SESSION_REMOVED));
      }
      // it was renewed after that: this node knows too little, or the limits were changed since
      return since < standing.issuedAt() && isYoung(standing)
          ? List.of()
          : List.of(dated(standing, new End(whole, EndReason.SESSION_REMOVED), since));
    }
    if (state instanceof SessionState.WithoutClient without) {
      if (part != null && isStale(standing, without.started())) {
        return begunAnew(standing, part, without.started());
      }
      return part == null
              || isYoung(standing)
              || !authority.needsClientInSession(standing.tokenId())
          ? List.of()
          : found(standing, new End(part, EndReason.SESSION_REMOVED));
    }
    return part == null || client == null || !(state instanceof SessionState.Valid valid)
        ? List.of()
        : ofValid(standing, part, client, valid);
  }

  private List<Over> ofValid(
      Standing standing, Reach part, ClientRef client, SessionState.Valid valid) {
    if (isStale(standing, valid.started())) {
      return begunAnew(standing, part, valid.started());
    }
    if (isStale(standing, valid.clientStarted())
        && authority.needsClientInSession(standing.tokenId())) {
      return begunAnew(standing, part, valid.clientStarted());
    }
    if (!valid.offlineAccess()) {
      return found(standing, new End(part, EndReason.REVOKED));
    }
    String userId = standing.grant().userId();
    boolean withdrawn = !valid.consented() && userId != null;
    if (!withdrawn && valid.renewable()) {
      return List.of();
    }
    Long expiry = standing.expiresAt();
    if (expiry == null || expiry > now) {
      return List.of();
    }
    return List.of(
        withdrawn && userId != null
            ? found(
                standing, Reach.consent(userId, client.uuid()), EndReason.CONSENT_WITHDRAWN, expiry)
            : found(standing, part, EndReason.SESSION_REMOVED, expiry));
  }

  /** Keycloak takes no token that is older than the session it names. */
  private static boolean isStale(Standing standing, int started) {
    return standing.isIssuedBefore(started - (long) START_TOLERANCE_SECONDS);
  }

  /**
   * The session of before was over at the latest when this one began, which has the same id: so it
   * is not the session that ends, but what was issued in it before.
   */
  private List<Over> begunAnew(Standing standing, Reach part, int started) {
    long moment = started * 1000L;
    return List.of(
        dated(
            standing,
            new End(part, EndReason.SESSION_REMOVED, moment - START_TOLERANCE_SECONDS * 1000L),
            moment));
  }

  private boolean isYoung(Standing standing) {
    return standing.issuedAt() > now - GRACE_MILLIS;
  }

  private List<Over> found(Standing standing, End end) {
    return List.of(found(standing, end.reach(), end.reason()));
  }

  private Over found(Standing standing, Reach reach, EndReason reason) {
    return found(standing, reach, reason, standing.issuedAt());
  }

  /** Nobody knows when it was: dated to now, which is the latest. */
  private Over found(Standing standing, Reach reach, EndReason reason, long notBefore) {
    return new Over(
        new End(reach, reason), now, Math.min(now, Math.max(notBefore, earliest(standing))));
  }

  /**
   * It was at this moment, by the settings of now; unless it was seen to be valid after that, so
   * that the settings must have been others, and it ended with their change.
   */
  private Over dated(Standing standing, End end, long moment) {
    long earliest = earliest(standing);
    if (moment > now) {
      return new Over(end, now, earliest);
    }
    return moment >= earliest
        ? new Over(end, moment, null)
        : new Over(end, lastSeen == null ? now : earliest, earliest);
  }

  private long earliest(Standing standing) {
    long issuedAt = Math.min(now, standing.issuedAt());
    return lastSeen == null ? issuedAt : Math.max(issuedAt, lastSeen);
  }
}
