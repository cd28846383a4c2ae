package io.github.umatrust.uma.permission;

import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.Map;

/**
 * Who presents a ticket. The first to do so is the only one who can (UMA Core 1.0.1 §3.2.2).
 *
 * @param clientId the client, by Keycloak's id
 * @param requestingPartyId the requesting party's user id
 */
record TicketHolder(String clientId, String requestingPartyId) {

  static TicketHolder of(AuthorizationToken aat) {
    return new TicketHolder(aat.client().getId(), aat.user().getId());
  }

  static TicketHolder of(Map<String, String> notes) {
    return new TicketHolder(
        notes.getOrDefault("client", ""), notes.getOrDefault("requesting_party", ""));
  }

  Map<String, String> toNotes() {
    return Map.of("client", clientId, "requesting_party", requestingPartyId);
  }
}
