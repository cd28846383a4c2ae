package io.github.umatrust.uma.permission;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A permission that a resource server registered (UMA Core 1.0.1 §3.2).
 *
 * @param resourceSetId the resource set, by Keycloak's id
 * @param scopes the scopes asked for, at least one, none twice
 */
public record RequestedPermission(
    @JsonProperty("resource_set") String resourceSetId,
    @JsonProperty("scopes") List<String> scopes) {

  public RequestedPermission {
    scopes = List.copyOf(scopes);
  }
}
