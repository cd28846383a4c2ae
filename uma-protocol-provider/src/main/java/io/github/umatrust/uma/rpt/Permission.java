package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A permission as an RPT carries it and introspection shows it (UMA Core 1.0.1 §3.4.2).
 *
 * @param resourceSetId the resource set
 * @param scopes the permitted scopes, at least one
 * @param expiresAt when the permission ends, in seconds since the epoch
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Permission(
    @JsonProperty("resource_set_id") String resourceSetId,
    @JsonProperty("scopes") List<String> scopes,
    @JsonProperty("exp") long expiresAt) {

  /** The claim of an RPT that holds the permissions. */
  public static final String CLAIM = "permissions";

  private static final ObjectMapper JSON = new ObjectMapper();

  public Permission {
    scopes = List.copyOf(scopes);
  }

  /**
   * The permission as it holds inside a token: the earlier end is the one that counts (UMA Core
   * 1.0.1 §3.4.2).
   *
   * @param tokenExpiresAt when the token ends, in seconds since the epoch; 0 or null when it does
   *     not
   */
  Permission within(@Nullable Long tokenExpiresAt) {
    return tokenExpiresAt == null || tokenExpiresAt == 0 || expiresAt <= tokenExpiresAt
        ? this
        : new Permission(resourceSetId, scopes, tokenExpiresAt);
  }

  /** Whether the permission still holds at a moment, in seconds since the epoch. */
  boolean holdsAt(long now) {
    return now < expiresAt;
  }

  /** Reads the claim of a verified RPT; null is no permission. */
  static List<Permission> read(@Nullable Object claim) {
    return claim == null
        ? List.of()
        : JSON.convertValue(claim, new TypeReference<List<Permission>>() {});
  }
}
