package io.github.umatrust.uma.claimsgathering;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's request to gather claims, all of it proven, kept by the server while the person logs
 * in and answers.
 *
 * @param clientId the client, by Keycloak's id
 * @param redirectUri one of the client's claims redirect URIs
 * @param ticket the permission ticket
 * @param state what the client wants back; null where it sent none
 */
record ClaimsRequest(String clientId, String redirectUri, String ticket, @Nullable String state) {

  Map<String, String> toNotes() {
    Map<String, String> notes = new HashMap<>();
    notes.put("client", clientId);
    notes.put("redirect_uri", redirectUri);
    notes.put("ticket", ticket);
    if (state != null) {
      notes.put("state", state);
    }
    return notes;
  }

  static ClaimsRequest of(Map<String, String> notes) {
    return new ClaimsRequest(
        note(notes, "client"),
        note(notes, "redirect_uri"),
        note(notes, "ticket"),
        notes.get("state"));
  }

  private static String note(Map<String, String> notes, String name) {
    return Objects.requireNonNull(notes.get(name), name);
  }

  /**
   * The way back to the client.
   *
   * @param handle the ticket to go with it; null for none
   */
  String returnTo(AuthorizationState result, @Nullable String handle) {
    return new ReturnRedirect(redirectUri)
        .with("authorization_state", result.value())
        .with("ticket", handle)
        .with("state", state)
        .toString();
  }
}
