package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;

/**
 * What an access token that is about to be issued has to be recorded as. Only the token decides:
 * its scopes make it a PAT or an AAT or both, its permissions an RPT of Keycloak's own UMA 2.0.
 */
final class TokenDrafts {

  /** Scope of a PAT (UMA 1.0.1 §1.3.1). */
  static final String PAT_SCOPE = "uma_protection";

  /** Scope of an AAT (UMA 1.0.1 §1.3.2). */
  static final String AAT_SCOPE = "uma_authorization";

  private final KeycloakSession session;
  private final RealmModel realm;
  private final LedgerRecorder recorder;
  private final PartyDirectory directory;

  TokenDrafts(KeycloakSession session, RealmModel realm, LedgerRecorder recorder) {
    this.session = session;
    this.realm = realm;
    this.recorder = recorder;
    this.directory = new PartyDirectory(session, realm);
  }

  /** The token kinds this access token is by itself; usually none. The set may be changed. */
  static Set<TokenKind> kindsOf(AccessToken token) {
    EnumSet<TokenKind> kinds = EnumSet.noneOf(TokenKind.class);
    List<String> scopes = scopes(token);
    if (scopes.contains(PAT_SCOPE)) {
      kinds.add(TokenKind.PAT);
    }
    if (scopes.contains(AAT_SCOPE)) {
      kinds.add(TokenKind.AAT);
    }
    if (token.getAuthorization() != null) {
      kinds.add(TokenKind.RPT);
    }
    return kinds;
  }

  /** Stages one entry for each thing that this token is. */
  void stage(TokenPostProcessorContext context, Set<TokenKind> kinds) {
    AccessToken token = context.accessToken();
    // azp, and not the client session's client: an RPT is built in the resource server's session
    ClientModel issuedFor = realm.getClientByClientId(token.getIssuedFor());
    ClientModel client =
        issuedFor == null ? context.clientSessionCtx().getClientSession().getClient() : issuedFor;
    UserSessionModel userSession = context.clientSessionCtx().getClientSession().getUserSession();
    ClientRef clientRef = PartyDirectory.ref(client);
    Grant grant = grant(context, userSession, clientRef);
    Party subject = directory.of(userSession.getUser());
    for (TokenKind kind : kinds) {
      switch (kind) {
        case PAT ->
            recorder.stage(
                entry(
                    Interaction.PAT_ISSUED,
                    context,
                    kind,
                    grant,
                    parties(PartyDirectory.operator(clientRef), subject, null),
                    clientRef,
                    null,
                    null,
                    null));
        case AAT ->
            recorder.stage(
                entry(
                    Interaction.AAT_ISSUED,
                    context,
                    kind,
                    grant,
                    parties(null, null, subject),
                    null,
                    null,
                    null,
                    null));
        case RPT -> stageRpt(context, grant, subject);
        case PERMISSION_TICKET, APPROVAL, ACCESS_REPORT ->
            throw new IllegalArgumentException("not an access token");
      }
    }
  }

  /** The RPT, and one grant for each owner whose resources it opens. */
  private void stageRpt(TokenPostProcessorContext context, Grant grant, Party requestingParty) {
    NativePermissions permissions =
        NativePermissions.of(
            session, realm, context.accessToken().getAuthorization().getPermissions());
    Map<String, ArrayNode> byOwner = permissions.byOwner();
    ClientModel resourceServer = permissions.resourceServer();
    if (resourceServer == null) {
      // permissions on no resource in particular; the RPT is built in its resource server's session
      resourceServer = context.clientSessionCtx().getClientSession().getClient();
    }
    ClientRef server = PartyDirectory.ref(resourceServer);
    Party operator = PartyDirectory.operator(server);
    String owner = permissions.onlyOwner();
    Party onlyOwner = owner == null ? null : directory.owner(owner, server);
    // a refresh redeems nothing and grants nothing anew
    boolean refresh = context.requestRefreshToken() != null;
    String ticketId = refresh ? null : NativeTickets.redeemedBy(session);
    End end = ticketId == null ? null : new End(Reach.ticket(ticketId), EndReason.GRANTED);
    recorder.stage(
        entry(
            Interaction.RPT_ISSUED,
            context,
            TokenKind.RPT,
            grant,
            parties(operator, onlyOwner, requestingParty),
            server,
            permissions.all(),
            ticketId,
            byOwner.isEmpty() ? end : null));
    if (refresh) {
      return;
    }
    byOwner.forEach(
        (grantor, granted) ->
            recorder.stage(
                entry(
                    Interaction.AUTHORIZATION_GRANTED,
                    context,
                    TokenKind.RPT,
                    grant,
                    parties(operator, directory.owner(grantor, server), requestingParty),
                    server,
                    granted,
                    ticketId,
                    end)));
  }

  private JournalEntry entry(
      Interaction interaction,
      TokenPostProcessorContext context,
      TokenKind kind,
      Grant grant,
      Parties parties,
      @Nullable ClientRef resourceServer,
      @Nullable ArrayNode permissions,
      @Nullable String ticketId,
      @Nullable End end) {
    AccessToken token = context.accessToken();
    LedgerRecorder.Stamp stamp = recorder.nextStamp();
    return new JournalEntry(
        stamp.id(),
        realm.getId(),
        stamp.time(),
        stamp.time(),
        interaction,
        new TokenRef(
            kind, token.getId(), idOf(context.refreshToken()), idOf(context.requestRefreshToken())),
        ticketId,
        grant,
        parties,
        resourceServer,
        expiry(token),
        grantExpiry(context),
        context.requestRefreshToken() != null,
        false,
        end,
        EntryDetails.ofToken(scopes(token), audiences(token), permissions)
            .authorizedBy(kind == TokenKind.RPT ? idOfBearer() : null),
        null);
  }

  /** The token by which an RPT was asked for, whatever the scopes it has. */
  private @Nullable String idOfBearer() {
    return session.getContext().getBearerToken() instanceof JsonWebToken bearer
        ? bearer.getId()
        : null;
  }

  private Parties parties(
      @Nullable Party resourceServerOperator,
      @Nullable Party authorizingParty,
      @Nullable Party requestingParty) {
    return new Parties(
        PartyDirectory.authorizationServerOperator(realm),
        resourceServerOperator,
        authorizingParty,
        requestingParty);
  }

  /** What the token hangs on. */
  private Grant grant(
      TokenPostProcessorContext context, UserSessionModel userSession, ClientRef client) {
    String userId = userSession.getUser().getId();
    boolean offlineToken =
        isOffline(context.refreshToken()) || isOffline(context.requestRefreshToken());
    if (!isTransient(userSession)) {
      return new Grant(
          userSession.getId(), offlineToken || userSession.isOffline(), userId, client);
    }
    // An RPT is built in a passing copy of the session that the token says it belongs to.
    String sessionId = context.accessToken().getSessionId();
    if (sessionId != null) {
      boolean offline = offlineToken || TokenIds.isOffline(session, context.accessToken().getId());
      UserSessionModel original =
          offline
              ? session.sessions().getOfflineUserSession(realm, sessionId)
              : session.sessions().getUserSession(realm, sessionId);
      if (original != null && !isTransient(original)) {
        return new Grant(sessionId, offline, userId, client);
      }
    }
    return new Grant(null, false, userId, client);
  }

  private static boolean isTransient(UserSessionModel userSession) {
    return userSession.getPersistenceState() == UserSessionModel.SessionPersistenceState.TRANSIENT;
  }

  private static boolean isOffline(@Nullable RefreshToken token) {
    return token != null && TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType());
  }

  private static @Nullable String idOf(@Nullable JsonWebToken token) {
    return token == null ? null : token.getId();
  }

  /**
   * Until when the grant can be renewed: refresh token, or the access token where there is none.
   */
  private static @Nullable Long grantExpiry(TokenPostProcessorContext context) {
    RefreshToken refreshToken = context.refreshToken();
    return expiry(refreshToken == null ? context.accessToken() : refreshToken);
  }

  /** Milliseconds since the epoch, or null for a token that does not expire by itself. */
  static @Nullable Long expiry(JsonWebToken token) {
    Long seconds = token.getExp();
    return seconds == null || seconds <= 0 ? null : Long.valueOf(seconds * 1000L);
  }

  private static List<String> scopes(AccessToken token) {
    String scope = token.getScope();
    return scope == null
        ? List.of()
        : Arrays.stream(scope.split(" ")).filter(value -> !value.isEmpty()).toList();
  }

  private static List<String> audiences(AccessToken token) {
    String[] audience = token.getAudience();
    return audience == null ? List.of() : List.of(audience);
  }
}
