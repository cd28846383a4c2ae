package io.github.umatrust.uma.permission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What a permission ticket stands for: the permissions a resource server registered at once (UMA
 * Core 1.0.1 §3.2).
 *
 * @param id names the ticket in events and records; whoever knows it cannot use the ticket
 * @param resourceServerId the resource server's client, by Keycloak's id
 * @param ownerId who owned the resource sets when the permissions were registered
 * @param permissions the permissions, at least one, a resource set not twice
 * @param expiresAt when the ticket ends, in seconds since the epoch
 */
public record PermissionTicket(
    String id,
    String resourceServerId,
    String ownerId,
    List<RequestedPermission> permissions,
    long expiresAt) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public PermissionTicket {
    permissions = List.copyOf(permissions);
  }

  Map<String, String> toNotes() {
    try {
      return Map.of(
          "id",
          id,
          "resource_server",
          resourceServerId,
          "owner",
          ownerId,
          "permissions",
          JSON.writeValueAsString(permissions),
          "expires_at",
          Long.toString(expiresAt));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }

  static PermissionTicket of(Map<String, String> notes) {
    try {
      return new PermissionTicket(
          note(notes, "id"),
          note(notes, "resource_server"),
          note(notes, "owner"),
          JSON.readValue(
              note(notes, "permissions"), new TypeReference<List<RequestedPermission>>() {}),
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
