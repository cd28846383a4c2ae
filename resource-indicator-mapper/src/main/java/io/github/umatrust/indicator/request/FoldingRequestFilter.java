package io.github.umatrust.indicator.request;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;
import org.keycloak.models.KeycloakSession;

/**
 * Puts a {@link FoldingRequest} in front of Keycloak's endpoints that take {@code resource}. Where
 * it does not, Keycloak refuses several values itself.
 *
 * <p>It runs before Keycloak looks for the endpoint, because endpoints take hold of the request
 * when they are made. Nothing here may block: it is the event loop.
 */
@Provider
@PreMatching
public final class FoldingRequestFilter implements ContainerRequestFilter {

  /**
   * Authorization and device requests, pushed ones, token requests. Back-channel requests (CIBA)
   * need no folding: Keycloak takes any number of unknown parameters there.
   */
  private static final Pattern PATH =
      Pattern.compile(
          "/realms/[^/]+/protocol/openid-connect/"
              + "(auth(/device)?|registrations|forgot-credentials|ext/par/request|token)/?");

  @Inject KeycloakSession session;

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    if (path.contains("/openid-connect/") && PATH.matcher(path).matches()) {
      session
          .getContext()
          .setHttpRequest(new FoldingRequest(session, session.getContext().getHttpRequest()));
    }
  }
}
