package io.github.umatrust.obligations.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Journal;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.projection.Periods;
import io.github.umatrust.obligations.reconciling.SessionState;
import io.github.umatrust.obligations.reconciling.Sessions;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;

/**
 * Which ends an event of Keycloak means. Of changed realms, clients and users the event only says
 * that they were changed; what became of them is read from Keycloak's models, whatever was sent.
 *
 * <p>Removed realms, clients and users are not learned from events but from {@link Removals}.
 */
final class Ends {

  private static final String USERS = "users";
  private static final String CLIENTS = "clients";

  private final KeycloakSession session;
  private final RealmModel realm;

  /** Ends that were made of what the ledger has, so that nobody need look again. */
  private final Set<End> known = new HashSet<>();

  Ends(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The ends that a successful user event means; empty for most. */
  List<Ended> of(Event event) {
    Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
    String sessionId = event.getSessionId();
    return switch (event.getType()) {
      case REVOKE_GRANT -> now(ofRevocation(event, details));
      case LOGOUT -> sessionId == null ? List.of() : now(ofLogout(sessionId));
      case USER_SESSION_DELETED -> sessionId == null ? List.of() : ofExpiry(sessionId);
      case USER_DISABLED_BY_PERMANENT_LOCKOUT ->
          event.getUserId() == null ? List.of() : now(ofUser(event.getUserId()));
      case CLIENT_UPDATE -> {
        ClientModel client = client(event.getClientId());
        yield client == null ? List.of() : now(ofClient(client));
      }
      case UPDATE_CONSENT -> now(ofAction(details));
      default -> List.of();
    };
  }

  private List<Ended> now(List<End> ends) {
    return ends.stream()
        .map(end -> known.contains(end) ? Ended.known(end) : Ended.now(end))
        .toList();
  }

  private End known(Reach reach, EndReason reason) {
    End end = new End(reach, reason);
    known.add(end);
    return end;
  }

  /**
   * Three different things come as one event type: an access token revoked (a token id), a refresh
   * token revoked (a session, and no token id: every token of that client in that session is dead),
   * and a consent withdrawn in the account console (a client, and no session).
   */
  private List<End> ofRevocation(Event event, Map<String, String> details) {
    String tokenId = details.get(Details.TOKEN_ID);
    if (tokenId != null) {
      return List.of(new End(Reach.token(tokenId), EndReason.REVOKED));
    }
    ClientModel client = client(details.get(Details.REVOKED_CLIENT));
    if (client == null) {
      return List.of();
    }
    String sessionId = event.getSessionId();
    if (sessionId == null) {
      return event.getUserId() == null ? List.of() : ofConsent(event.getUserId(), client);
    }
    List<End> ends = new ArrayList<>();
    ends.add(new End(Reach.grant(sessionId, client.getId(), false), EndReason.REVOKED));
    if (TokenUtil.TOKEN_TYPE_OFFLINE.equals(details.get(Details.REFRESH_TOKEN_TYPE))) {
      ends.add(new End(Reach.grant(sessionId, client.getId(), true), EndReason.REVOKED));
    }
    // clients that had exchanged a token of this one lose their part of the session with it
    String exchanged = details.get(Details.TOKEN_EXCHANGE_REVOKED_CLIENTS);
    if (exchanged != null) {
      for (String clientId : exchanged.split(",", -1)) {
        ClientModel other = client(clientId);
        if (other != null) {
          ends.add(new End(Reach.grant(sessionId, other.getId(), false), EndReason.REVOKED));
        }
      }
    }
    return ends;
  }

  /**
   * Keycloak has one event for a consent withdrawn, which takes the client out of all sessions of
   * the user, and for offline access withdrawn where there was no consent, which leaves the online
   * sessions alone.
   */
  private List<End> ofConsent(String userId, ClientModel client) {
    UserModel user = session.users().getUserById(realm, userId);
    boolean offlineOnly =
        user != null
            && session
                .sessions()
                .getUserSessionsStream(realm, user)
                .anyMatch(
                    online -> online.getAuthenticatedClientSessions().containsKey(client.getId()));
    if (!offlineOnly) {
      return List.of(new End(Reach.consent(userId, client.getId()), EndReason.CONSENT_WITHDRAWN));
    }
    return ledgerSessions(true, 0, userId, client.getId()).stream()
        .filter(id -> !hasClient(id, true, client.getId()))
        .map(id -> known(Reach.grant(id, client.getId(), true), EndReason.CONSENT_WITHDRAWN))
        .toList();
  }

  private boolean hasClient(String sessionId, boolean offline, String clientUuid) {
    return new Sessions(session, realm).state(sessionId, offline, clientUuid)
        instanceof SessionState.Valid;
  }

  /** A logout with an offline token ends the offline session too, but its event does not say so. */
  private List<End> ofLogout(String sessionId) {
    List<End> ends = new ArrayList<>();
    ends.add(new End(Reach.session(sessionId, false), EndReason.LOGOUT));
    if (session.sessions().getOfflineUserSession(realm, sessionId) == null) {
      ends.add(new End(Reach.session(sessionId, true), EndReason.LOGOUT));
    }
    return ends;
  }

  /**
   * Keycloak removes a session long after it was over, and its event, which comes before the
   * removal, does not say whether it was the online or the offline one of that id.
   */
  private List<Ended> ofExpiry(String sessionId) {
    List<Ended> ends = new ArrayList<>();
    for (boolean offline : new boolean[] {false, true}) {
      SessionState state = new Sessions(session, realm).state(sessionId, offline, null);
      if (state instanceof SessionState.Over over) {
        ends.add(
            new Ended(
                new End(Reach.session(sessionId, offline), EndReason.SESSION_REMOVED),
                over.since(),
                false));
      }
    }
    return ends;
  }

  /** What a person took back or withdrew, by the own account. */
  private static List<End> ofAction(Map<String, String> details) {
    String action = details.get("uma_action");
    String resourceSetId = details.get("uma_resource_set_id");
    if (action == null || resourceSetId == null) {
      return List.of();
    }
    String requestingParty = details.get(UmaEventDetails.REQUESTING_PARTY);
    return switch (action) {
      case "permissions_taken_back" -> List.of(takenBack(resourceSetId, requestingParty));
      case "terms_withdrawn" ->
          requestingParty == null
              ? List.of()
              : List.of(
                  new End(
                      Reach.permission(resourceSetId, requestingParty), EndReason.TERMS_WITHDRAWN));
      case "claims_forgotten" ->
          requestingParty == null
              ? List.of()
              : List.of(
                  new End(
                      Reach.permission(resourceSetId, requestingParty),
                      EndReason.CLAIMS_FORGOTTEN));
      default -> List.of();
    };
  }

  private static End takenBack(String resourceSetId, @Nullable String requestingParty) {
    return new End(
        requestingParty == null
            ? Reach.resourceSet(resourceSetId)
            : Reach.permission(resourceSetId, requestingParty),
        EndReason.PERMISSIONS_TAKEN_BACK);
  }

  /** The ends that a successful admin event means; empty for most. */
  List<Ended> of(AdminEvent event) {
    String[] path =
        event.getResourcePath() == null ? new String[0] : event.getResourcePath().split("/", -1);
    OperationType operation = event.getOperationType();
    ResourceType type = event.getResourceType();
    if (operation == OperationType.DELETE) {
      return now(ofRemoval(type, path));
    }
    if (operation == OperationType.UPDATE) {
      return now(ofUpdate(type, path));
    }
    return operation == OperationType.ACTION ? now(ofAction(event, path)) : List.of();
  }

  private List<End> ofUpdate(@Nullable ResourceType type, String[] path) {
    if (type == ResourceType.REALM) {
      return ofRealm(EndReason.NOT_BEFORE);
    }
    if (type == ResourceType.USER && isPath(path, 2, USERS)) {
      return ofUser(path[1]);
    }
    if (type == ResourceType.CLIENT && isPath(path, 2, CLIENTS)) {
      ClientModel client = realm.getClientById(path[1]);
      return client == null ? List.of() : ofClient(client);
    }
    return List.of();
  }

  private List<End> ofAction(AdminEvent event, String[] path) {
    if (isPath(path, 1, "logout-all")) {
      // Keycloak sets the realm's not-before policy, too
      List<End> ends = new ArrayList<>(ofRealm(EndReason.LOGOUT));
      ends.addAll(ofLostSessions(realm.getNotBefore(), null));
      return ends;
    }
    if (isPath(path, 1, "push-revocation")) {
      return ofRealm(EndReason.NOT_BEFORE);
    }
    if (isPath(path, 3, CLIENTS) && path[2].equals("push-revocation")) {
      ClientModel client = realm.getClientById(path[1]);
      return client == null ? List.of() : ofClient(client);
    }
    if (isPath(path, 3, USERS) && path[2].equals("logout")) {
      return ofUserLogout(path[1]);
    }
    if (isPath(path, 4, USERS) && path[2].equals("consents")) {
      ClientModel client = client(path[3]);
      return client == null ? List.of() : ofConsent(path[1], client);
    }
    if (isPath(path, 3, "uma") && path[1].equals("revocations")) {
      return ofRevocation(event.getRepresentation());
    }
    return List.of();
  }

  private static boolean isPath(String[] path, int length, String first) {
    return path.length == length && path[0].equals(first);
  }

  /** The revocation of an RPT has an event of its own. */
  private static List<End> ofRevocation(@Nullable String representation) {
    if (representation == null) {
      return List.of();
    }
    try {
      JsonNode json = JsonSerialization.mapper.readTree(representation);
      JsonNode resourceSet = json.path("resource_set_id");
      return resourceSet.isTextual()
          ? List.of(takenBack(resourceSet.textValue(), json.path("requesting_party").textValue()))
          : List.of();
    } catch (JsonProcessingException e) {
      return List.of(); // somebody else's
    }
  }

  private List<End> ofRemoval(@Nullable ResourceType type, String[] path) {
    if (type == ResourceType.AUTHORIZATION_RESOURCE && path.length > 1) {
      return List.of(
          new End(Reach.resourceSet(path[path.length - 1]), EndReason.RESOURCE_SET_REMOVED));
    }
    if (type == ResourceType.AUTHORIZATION_RESOURCE_SERVER
        && path.length > 1
        && path[0].equals(CLIENTS)) {
      return ledgerResourceSets(path[1]).stream()
          .map(id -> known(Reach.resourceSet(id), EndReason.RESOURCE_SET_REMOVED))
          .toList();
    }
    if (type == ResourceType.USER_SESSION && path.length == 2) {
      return ofRemovedSession(path[1]);
    }
    return List.of();
  }

  private List<End> ofRemovedSession(String id) {
    List<End> ends = new ArrayList<>();
    // the event does not say whether it was the online or the offline session of that id
    if (session.sessions().getUserSession(realm, id) == null) {
      ends.add(new End(Reach.session(id, false), EndReason.SESSION_REMOVED));
    }
    if (session.sessions().getOfflineUserSession(realm, id) == null) {
      ends.add(new End(Reach.session(id, true), EndReason.SESSION_REMOVED));
    }
    return ends;
  }

  private List<End> ofRealm(EndReason policy) {
    Reach all = Reach.realm(realm.getId());
    if (!realm.isEnabled()) {
      return List.of(new End(all, EndReason.REALM_DISABLED));
    }
    return ofPolicy(all, policy, realm.getNotBefore());
  }

  private List<End> ofClient(ClientModel client) {
    if (!client.isEnabled()) {
      return List.of(new End(Reach.client(client.getId()), EndReason.CLIENT_DISABLED));
    }
    return ofPolicy(
        Reach.clientTokens(client.getId()), EndReason.NOT_BEFORE, client.getNotBefore());
  }

  private List<End> ofUser(String userId) {
    UserModel user = session.users().getUserById(realm, userId);
    if (user == null) {
      return List.of();
    }
    if (!user.isEnabled()) {
      return List.of(new End(Reach.user(userId), EndReason.USER_DISABLED));
    }
    return ofPolicy(
        Reach.user(userId), EndReason.NOT_BEFORE, session.users().getNotBeforeOfUser(realm, user));
  }

  private List<End> ofUserLogout(String userId) {
    UserModel user = session.users().getUserById(realm, userId);
    int notBefore =
        user == null || LightweightUserAdapter.isLightweightUser(user)
            ? 0
            : session.users().getNotBeforeOfUser(realm, user);
    List<End> ends = new ArrayList<>(ofPolicy(Reach.user(userId), EndReason.LOGOUT, notBefore));
    ends.addAll(ofLostSessions(notBefore, userId));
    return ends;
  }

  /** A not-before policy that is new to the ledger. */
  private List<End> ofPolicy(Reach reach, EndReason reason, int notBefore) {
    if (notBefore <= 0) {
      return List.of();
    }
    long issuedBefore = notBefore * 1000L;
    boolean known =
        new Journal(entityManager(), realm.getId())
            .endsOf(Set.of(reach.key())).stream()
                .map(JournalEntry::end)
                .anyMatch(
                    end ->
                        end != null
                            && end.issuedBefore() != null
                            && end.issuedBefore() >= issuedBefore);
    return known ? List.of() : List.of(new End(reach, reason, issuedBefore));
  }

  /**
   * A logout sets a not-before policy, and Keycloak takes tokens of that very second by it; but
   * their sessions go, which caches do not show before the commit.
   */
  private List<End> ofLostSessions(int notBefore, @Nullable String userId) {
    return ledgerSessions(false, notBefore * 1000L, userId, null).stream()
        .map(id -> known(Reach.session(id, false), EndReason.LOGOUT))
        .toList();
  }

  /** The sessions of what is in force and was issued since. */
  private Set<String> ledgerSessions(
      boolean offline, long since, @Nullable String userId, @Nullable String clientUuid) {
    return LedgerLookup.sessions(
        entityManager(),
        realm.getId(),
        Time.currentTimeMillis(),
        offline,
        since,
        userId,
        clientUuid);
  }

  private List<String> ledgerResourceSets(String clientUuid) {
    return new Periods(entityManager(), realm.getId())
        .resourceSetsOf(clientUuid, Time.currentTimeMillis());
  }

  private EntityManager entityManager() {
    return session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  private @Nullable ClientModel client(@Nullable String clientId) {
    return clientId == null ? null : realm.getClientByClientId(clientId);
  }
}
