package io.github.umatrust.uma.rpt;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A permission as an RPT carries it and introspection shows it (UMA Core 1.0.1 §3.4.2).
 *
 * @param resourceSetId the resource set
 * @param scopes the permitted scopes, at least one in what RPTs carry
 * @param issuedAt when the permission was granted, in seconds since the epoch
 * @param expiresAt when the permission ends, in seconds since the epoch
 * @param ticketId the id of the ticket that it was granted on
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Permission(
    @JsonProperty("resource_set_id") String resourceSetId,
    @JsonProperty("scopes") List<String> scopes,
    @JsonProperty("iat") long issuedAt,
    @JsonProperty("exp") long expiresAt,
    @JsonProperty("ticket_id") String ticketId) {

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
  public Permission within(@Nullable Long tokenExpiresAt) {
    return tokenExpiresAt == null || tokenExpiresAt == 0 || expiresAt <= tokenExpiresAt
        ? this
        : new Permission(resourceSetId, scopes, issuedAt, tokenExpiresAt, ticketId);
  }

  /**
   * The permission with those of its scopes that are among some, in its own order.
   *
   * @param remaining the scopes that may stay; where none of the permission's is among them, it is
   *     left without any, and is worth nothing
   */
  Permission limitedTo(Collection<String> remaining) {
    return new Permission(
        resourceSetId,
        scopes.stream().filter(remaining::contains).toList(),
        issuedAt,
        expiresAt,
        ticketId);
  }

  /** Whether the permission still holds at a moment, in seconds since the epoch. */
  public boolean holdsAt(long now) {
    return now < expiresAt;
  }

  /** Whether this permission says all that another says, for as long. */
  boolean covers(Permission other) {
    return resourceSetId.equals(other.resourceSetId)
        && scopes.containsAll(other.scopes)
        && expiresAt >= other.expiresAt;
  }

  /**
   * Whether the permission was taken back.
   *
   * @param notBefore until when permissions were taken back, in seconds since the epoch; null where
   *     none were
   */
  public boolean isTakenBack(@Nullable Long notBefore) {
    return notBefore != null && issuedAt <= notBefore;
  }

  /** Reads the claim of a verified RPT; null is no permission. */
  public static List<Permission> read(@Nullable Object claim) {
    return claim == null
        ? List.of()
        : JSON.convertValue(claim, new TypeReference<List<Permission>>() {});
  }
}
