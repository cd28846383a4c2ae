package io.github.umatrust.uma.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A permission as events tell of it.
 *
 * @param resourceSetId the resource set
 * @param resourceSetName its name at this moment
 * @param scopes the scopes
 * @param expiresAt when the permission ends, in seconds since the epoch; null where that is not
 *     decided yet
 * @param ticketId the id of the ticket that it was granted on; null where it is not granted, and
 *     where several tickets come into question
 */
public record PermissionDetail(
    String resourceSetId,
    String resourceSetName,
    List<String> scopes,
    @Nullable Long expiresAt,
    @Nullable String ticketId) {

  public PermissionDetail {
    scopes = List.copyOf(scopes);
  }

  /** What nobody has granted yet. */
  public static PermissionDetail requested(
      String resourceSetId, String resourceSetName, List<String> scopes) {
    return new PermissionDetail(resourceSetId, resourceSetName, scopes, null, null);
  }

  static String toJson(List<PermissionDetail> permissions) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (PermissionDetail permission : permissions) {
      ObjectNode node = array.addObject();
      node.put("resource_set_id", permission.resourceSetId());
      node.put("resource_set_name", permission.resourceSetName());
      permission.scopes().forEach(node.putArray("scopes")::add);
      if (permission.expiresAt() != null) {
        node.put("exp", permission.expiresAt());
      }
      if (permission.ticketId() != null) {
        node.put("ticket_id", permission.ticketId());
      }
    }
    return array.toString();
  }
}
