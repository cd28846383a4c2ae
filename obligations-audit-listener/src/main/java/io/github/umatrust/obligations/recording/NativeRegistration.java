package io.github.umatrust.obligations.recording;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.clause.Parties;
import io.github.umatrust.obligations.clause.Party;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.EntryDetails;
import io.github.umatrust.obligations.journal.Grant;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.authorization.PermissionResponse;
import org.keycloak.representations.idm.authorization.PermissionTicketToken;

/** A resource server registered permissions at Keycloak's own permission endpoint. */
final class NativeRegistration {

  private final KeycloakSession session;
  private final RealmModel realm;

  NativeRegistration(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** Stages what a successful answer tells. */
  void stage(ContainerResponseContext response) {
    PermissionTicketToken ticket =
        response.getEntity() instanceof PermissionResponse answer
            ? NativeTickets.read(answer.getTicket()).orElse(null)
            : null;
    ClientModel client = ticket == null ? null : realm.getClientByClientId(ticket.getIssuedFor());
    if (ticket == null || client == null) {
      throw new IllegalStateException("the answer has no ticket that can be read");
    }
    PartyDirectory directory = new PartyDirectory(session, realm);
    NativePermissions permissions = NativePermissions.of(session, realm, ticket.getPermissions());
    String owner = permissions.onlyOwner();
    ClientRef resourceServer = PartyDirectory.ref(client);
    Party authorizingParty = owner == null ? null : directory.owner(owner, resourceServer);
    LedgerRecorder recorder = LedgerRecorder.of(session);
    LedgerRecorder.Stamp stamp = recorder.nextStamp();
    Long expiresAt = TokenDrafts.expiry(ticket);
    recorder.stage(
        JournalEntry.ofInteraction(
            stamp.id(),
            realm.getId(),
            stamp.time(),
            Interaction.PERMISSION_REGISTERED,
            TokenRef.of(TokenKind.PERMISSION_TICKET, ticket.getId()),
            ticket.getId(),
            new Grant(null, false, null, resourceServer),
            new Parties(
                PartyDirectory.authorizationServerOperator(realm),
                PartyDirectory.operator(resourceServer),
                authorizingParty,
                null),
            resourceServer,
            expiresAt,
            null,
            EntryDetails.ofToken(List.of(), List.of(resourceServer.clientId()), permissions.all())
                .authorizedBy(BearerTokens.idIn(session))));
  }
}
