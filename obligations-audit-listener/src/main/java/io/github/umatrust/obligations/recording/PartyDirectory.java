package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.settings.LedgerSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Who the legal subjects behind Keycloak's realms, clients and users are. */
final class PartyDirectory {

  /** Client attribute that names the legal subject operating the client. */
  static final String OPERATOR_ATTRIBUTE = "obligations.operator";

  private final KeycloakSession session;
  private final RealmModel realm;

  PartyDirectory(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** The operator of the authorization server, as the realm's settings name it. */
  static Party authorizationServerOperator(RealmModel realm) {
    return Party.organisation(realm.getId(), LedgerSettings.operatorOf(realm));
  }

  /** The client with the name of its operator: attribute, else client name, else client id. */
  static ClientRef ref(ClientModel client) {
    return new ClientRef(
        client.getId(),
        client.getClientId(),
        firstText(client.getAttribute(OPERATOR_ATTRIBUTE), client.getName(), client.getClientId()));
  }

  /** The organisation that operates the client. */
  static Party operator(ClientRef client) {
    return Party.organisation(client.uuid(), client.operator());
  }

  /** The person, or for a service account the organisation that operates its client. */
  Party of(UserModel user) {
    String clientUuid = user.getServiceAccountClientLink();
    if (clientUuid != null) {
      ClientModel client = realm.getClientById(clientUuid);
      if (client != null) {
        return operator(ref(client));
      }
    }
    return Party.user(user.getId(), firstText(user.getUsername(), user.getId()));
  }

  /** The party with this user id or internal client id; an unknown one is kept by its id. */
  Party ofId(String id) {
    UserModel user = session.users().getUserById(realm, id);
    if (user != null) {
      return of(user);
    }
    ClientModel client = realm.getClientById(id);
    return client == null ? Party.unknown(id) : operator(ref(client));
  }

  /**
   * The owner of a resource: as in Keycloak its resource server, by the internal id of the client,
   * or else the party with this id. Keycloak would ask the database for such a user each time.
   */
  Party owner(String id, @Nullable ClientRef resourceServer) {
    return resourceServer != null && resourceServer.uuid().equals(id)
        ? operator(resourceServer)
        : ofId(id);
  }

  /** The client with this {@code client_id}. */
  Optional<ClientRef> client(@Nullable String clientId) {
    return Optional.ofNullable(clientId).map(realm::getClientByClientId).map(PartyDirectory::ref);
  }

  private static String firstText(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate;
      }
    }
    return "";
  }
}
