package io.github.umatrust.uma.permission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What a permission ticket stands for: the permission a resource server registered (UMA Core 1.0.1
 * §3.2).
 *
 * @param id names the ticket in events and records; whoever knows it cannot use the ticket
 * @param resourceServerId the resource server's client, by Keycloak's id
 * @param resourceSetId the resource set
 * @param ownerId who owned the resource set when the permission was registered
 * @param scopes the scopes asked for, at least one
 * @param expiresAt when the ticket ends, in seconds since the epoch
 */
public record PermissionTicket(
    String id,
    String resourceServerId,
    String resourceSetId,
    String ownerId,
    List<String> scopes,
    long expiresAt) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public PermissionTicket {
    scopes = List.copyOf(scopes);
  }

  Map<String, String> toNotes() {
    try {
      return Map.of(
          "resource_server", resourceServerId,
          "resource_set", resourceSetId,
          "owner", ownerId,
          "scopes", JSON.writeValueAsString(scopes),
          "expires_at", Long.toString(expiresAt));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }

  static PermissionTicket of(String id, Map<String, String> notes) {
    try {
      return new PermissionTicket(
          id,
          note(notes, "resource_server"),
          note(notes, "resource_set"),
          note(notes, "owner"),
          JSON.readValue(note(notes, "scopes"), new TypeReference<List<String>>() {}),
          Long.parseLong(note(notes, "expires_at")));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored ticket is not readable", e);
    }
  }

  private static String note(Map<String, String> notes, String name) {
    String value = notes.get(name);
    if (value == null) {
      throw new IllegalStateException("a stored ticket has no " + name);
    }
    return value;
  }
}
