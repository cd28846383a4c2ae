package io.github.umatrust.indicator.request;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
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

  private static final String PROTOCOL = "/protocol/openid-connect/";

  /**
   * Authorization and device requests, pushed ones, token requests. Back-channel requests (CIBA)
   * need no folding: Keycloak takes any number of unknown parameters there.
   */
  private static final Set<String> ENDPOINTS =
      Set.of(
          "token", "auth", "auth/device", "registrations", "forgot-credentials", "ext/par/request");

  @Inject KeycloakSession session;

  @Override
  public void filter(ContainerRequestContext request) {
    String path = request.getUriInfo().getPath();
    int protocol = path.indexOf(PROTOCOL);
    if (protocol < 0) {
      return;
    }
    String endpoint = path.substring(protocol + PROTOCOL.length());
    if (ENDPOINTS.contains(
        endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint)) {
      session
          .getContext()
          .setHttpRequest(new FoldingRequest(session, session.getContext().getHttpRequest()));
    }
  }
}
