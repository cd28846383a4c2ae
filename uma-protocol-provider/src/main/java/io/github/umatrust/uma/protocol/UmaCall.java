package io.github.umatrust.uma.protocol;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.cors.Cors;

/**
 * One request to an endpoint, and the way every endpoint answers: the checks that come before
 * everything else, and one place where a refusal becomes a response and its half-made changes are
 * undone.
 *
 * @param session the request's session
 */
public record UmaCall(KeycloakSession session) {

  private static final String[] EXPOSED = {"Location", "ETag", "WWW-Authenticate"};

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
    Response response;
    try {
      checkRealm();
      response = work.get();
    } catch (UmaException refused) {
      if (!refused.changesStay()) {
        session.getTransactionManager().setRollbackOnly();
      }
      response = refused.toResponse();
    }
    return withCors(response);
  }

  /**
   * Checks that the page that sent the request, if one did, may speak for the client.
   *
   * @throws UmaException 403 when its origin is none of the client's web origins
   */
  public void checkOrigin(ClientModel client) {
    if (!isOfAPage()) {
      return;
    }
    try {
      Cors.builder().checkAllowedOrigins(session, client);
    } catch (ForbiddenException e) {
      throw UmaException.accessDenied("the origin is none of the client's");
    }
  }

  /**
   * Answers what a browser asks before it lets a page of another origin send the request itself.
   *
   * @param methods the methods of the endpoint
   */
  public Response preflight(String... methods) {
    return Cors.builder().preflight().allowedMethods(methods).auth().add(Response.ok());
  }

  /**
   * A page may read the answer when its origin is one of the client's; that a token is missing or
   * no good every page may read.
   */
  private Response withCors(Response response) {
    if (!isOfAPage()) {
      return response;
    }
    Cors cors = Cors.builder().auth().exposedHeaders(EXPOSED);
    ClientModel client = session.getContext().getClient();
    try {
      if (client == null) {
        cors.allowAllOrigins();
      } else {
        cors.checkAllowedOrigins(session, client);
      }
    } catch (ForbiddenException e) {
      return response;
    }
    return cors.add(Response.fromResponse(response));
  }

  /** Whether a browser sent the request for a page, as it says itself; resource servers do not. */
  private boolean isOfAPage() {
    return session
            .getContext()
            .getHttpRequest()
            .getHttpHeaders()
            .getHeaderString(Cors.ORIGIN_HEADER)
        != null;
  }

  /**
   * What Keycloak's own endpoints check by themselves, and extension endpoints must.
   *
   * @throws UmaException 403 when the realm is disabled, or wants HTTPS
   */
  public void checkRealm() {
    if (!realm().isEnabled()) {
      throw UmaException.accessDenied("the realm is disabled");
    }
    boolean secure = "https".equals(session.getContext().getUri().getBaseUri().getScheme());
    if (!secure && realm().getSslRequired().isRequired(session.getContext().getConnection())) {
      throw UmaException.accessDenied("HTTPS is required");
    }
  }
}
