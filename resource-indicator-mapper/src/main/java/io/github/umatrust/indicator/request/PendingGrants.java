package io.github.umatrust.indicator.request;

import io.github.umatrust.indicator.Enforcement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;

/**
 * What the grants that are fetched later are bound to, between the request that starts one and the
 * token request: by the device code (RFC 8628) or the {@code auth_req_id} (CIBA) the client was
 * given. Keycloak's own place for further parameters of these requests is small and drops what does
 * not fit; this one stands in the same store, as long as the code does.
 *
 * <p>There is an entry for every such grant of an enforcing client, also for one without resources,
 * so that a missing entry is never taken for an unrestricted grant.
 */
public final class PendingGrants {

  private static final String KEY_PREFIX = "uma-trust.resources.";

  private static final String SCOPE = "scope";

  private PendingGrants() {}

  /**
   * What a grant is bound to.
   *
   * @param resources its resources; empty for an unrestricted one
   * @param scope the scopes it was asked for; null for none
   */
  public record Pending(List<String> resources, @Nullable String scope) {
    public Pending {
      resources = List.copyOf(resources);
    }
  }

  /**
   * Binds a grant.
   *
   * @param handle the device code or {@code auth_req_id}
   * @param lifespanSeconds how long the handle can be used
   */
  public static void bind(
      KeycloakSession session, String handle, long lifespanSeconds, Pending grant) {
    Map<String, String> notes = new HashMap<>();
    if (!grant.resources().isEmpty()) {
      notes.put(Enforcement.RESOURCE, FoldedResources.fold(grant.resources()));
    }
    if (grant.scope() != null) {
      notes.put(SCOPE, grant.scope());
    }
    session.singleUseObjects().put(key(session, handle), lifespanSeconds, notes);
  }

  /** What a grant is bound to; empty if it was not started while enforcement was on. */
  public static Optional<Pending> find(KeycloakSession session, String handle) {
    return Optional.ofNullable(session.singleUseObjects().get(key(session, handle)))
        .map(
            notes ->
                new Pending(
                    FoldedResources.unfoldNullable(notes.get(Enforcement.RESOURCE)),
                    notes.get(SCOPE)));
  }

  /** The handle itself is a secret of the client and is not kept. */
  private static String key(KeycloakSession session, String handle) {
    return KEY_PREFIX
        + session.getContext().getRealm().getId()
        + "."
        + HashUtils.sha256UrlEncodedHash(handle, StandardCharsets.UTF_8);
  }
}
