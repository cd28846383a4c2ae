package io.github.umatrust.uma.protocol;

import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * One request to an endpoint, and the way every endpoint answers: the checks that come before
 * everything else, and one place where a refusal becomes a response and its half-made changes are
 * undone.
 *
 * @param session the request's session
 */
public record UmaCall(KeycloakSession session) {

  /** The realm of the request. */
  public RealmModel realm() {
    return session.getContext().getRealm();
  }

  /** Keycloak's Authorization Services. */
  public AuthorizationProvider authorization() {
    return session.getProvider(AuthorizationProvider.class);
  }

  /**
   * Does the work of an endpoint and answers; a {@link UmaException} rolls back and becomes its
   * error response.
   */
  public Response answer(Supplier<Response> work) {
    try {
      checkRealm();
      return work.get();
    } catch (UmaException refused) {
      session.getTransactionManager().setRollbackOnly();
      return refused.toResponse();
    }
  }

  /** What Keycloak's own endpoints check by themselves, and extension endpoints must. */
  private void checkRealm() {
    if (!realm().isEnabled()) {
      throw UmaException.accessDenied("the realm is disabled");
    }
    boolean secure = "https".equals(session.getContext().getUri().getBaseUri().getScheme());
    if (!secure && realm().getSslRequired().isRequired(session.getContext().getConnection())) {
      throw UmaException.accessDenied("HTTPS is required");
    }
  }
}
