package io.github.umatrust.obligations.account;

import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.projection.Period;
import io.github.umatrust.obligations.query.Asker;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The legal subject that asks for its own obligations.
 *
 * @param partyId its id as a party: the user's, or for a service account its client's
 * @param userId the id of the user or service account
 * @param organisation whether it is the organisation behind a client
 */
record Subject(String partyId, String userId, boolean organisation) {

  static Subject of(RealmModel realm, UserModel user) {
    String clientUuid = user.getServiceAccountClientLink();
    ClientModel client = clientUuid == null ? null : realm.getClientById(clientUuid);
    return client == null
        ? new Subject(user.getId(), user.getId(), false)
        : new Subject(client.getId(), user.getId(), true);
  }

  /** This subject as who asks the ledger. */
  Asker asker() {
    return new Asker(partyId, userId, organisation);
  }

  /** Whether this is the party. */
  boolean is(Party party) {
    return party.id().equals(partyId);
  }

  /** Whether the token of a period is its own: issued for the user, or to the client. */
  boolean owns(Period period) {
    if (userId.equals(period.grant().userId())) {
      return true;
    }
    ClientRef client = period.grant().client();
    return organisation && client != null && client.uuid().equals(partyId);
  }
}
