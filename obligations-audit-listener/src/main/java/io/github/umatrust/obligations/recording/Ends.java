package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.journal.End;
import io.github.umatrust.obligations.journal.EndReason;
import io.github.umatrust.obligations.journal.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.util.TokenUtil;

/** Which ends an event of Keycloak means. */
final class Ends {

  private final KeycloakSession session;
  private final RealmModel realm;

  Ends(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The ends that a successful user event means; empty for most. */
  List<End> of(Event event) {
    if (event.getType() == EventType.REVOKE_GRANT) {
      return ofRevocation(event, event.getDetails() == null ? Map.of() : event.getDetails());
    }
    if (event.getType() == EventType.LOGOUT && event.getSessionId() != null) {
      return ofLogout(event.getSessionId());
    }
    if (event.getType() == EventType.DELETE_ACCOUNT && event.getUserId() != null) {
      return ofRemovedUser(event.getUserId());
    }
    return List.of();
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
    List<End> ends = new ArrayList<>();
    if (event.getSessionId() != null) {
      ends.add(
          new End(Reach.grant(event.getSessionId(), client.getId(), false), EndReason.REVOKED));
      if (TokenUtil.TOKEN_TYPE_OFFLINE.equals(details.get(Details.REFRESH_TOKEN_TYPE))) {
        ends.add(
            new End(Reach.grant(event.getSessionId(), client.getId(), true), EndReason.REVOKED));
      }
    } else if (event.getUserId() != null) {
      ends.add(
          new End(Reach.consent(event.getUserId(), client.getId()), EndReason.CONSENT_WITHDRAWN));
    }
    return ends;
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

  private static List<End> ofRemovedUser(String userId) {
    return List.of(
        new End(Reach.user(userId), EndReason.USER_REMOVED),
        new End(Reach.party(userId), EndReason.USER_REMOVED));
  }

  /** The ends that a successful admin event means; empty for most. */
  List<End> of(AdminEvent event) {
    String[] path = event.getResourcePath() == null ? null : event.getResourcePath().split("/", 4);
    if (path == null || path.length < 2) {
      return List.of();
    }
    if (event.getOperationType() == OperationType.DELETE && path.length == 2) {
      return ofRemoval(event.getResourceType(), path[1]);
    }
    if (event.getOperationType() == OperationType.ACTION && path[0].equals("users")) {
      if (path.length == 3 && path[2].equals("logout")) {
        return List.of(new End(Reach.user(path[1]), EndReason.LOGOUT));
      }
    }
    if (path.length == 4 && path[0].equals("users") && path[2].equals("consents")) {
      ClientModel client = client(path[3]);
      if (client != null) {
        return List.of(
            new End(Reach.consent(path[1], client.getId()), EndReason.CONSENT_WITHDRAWN));
      }
    }
    return List.of();
  }

  private List<End> ofRemoval(@Nullable ResourceType type, String id) {
    if (type == ResourceType.USER) {
      return ofRemovedUser(id);
    }
    if (type == ResourceType.CLIENT) {
      return List.of(new End(Reach.client(id), EndReason.CLIENT_REMOVED));
    }
    List<End> ends = new ArrayList<>();
    if (type == ResourceType.USER_SESSION) {
      // the event does not say whether it was the online or the offline session of that id
      if (session.sessions().getUserSession(realm, id) == null) {
        ends.add(new End(Reach.session(id, false), EndReason.SESSION_REMOVED));
      }
      if (session.sessions().getOfflineUserSession(realm, id) == null) {
        ends.add(new End(Reach.session(id, true), EndReason.SESSION_REMOVED));
      }
    }
    return ends;
  }

  private @Nullable ClientModel client(@Nullable String clientId) {
    return clientId == null ? null : realm.getClientByClientId(clientId);
  }
}
