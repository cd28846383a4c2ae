package io.github.umatrust.indicator.token;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Tells the client the scope its access token really has (RFC 6749 §5.1). Keycloak fills in {@code
 * scope} after the post-processors, from the grant.
 */
@Provider
public final class NarrowedScopeResponseFilter implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (!(response.getEntity() instanceof AccessTokenResponse tokens)) {
      return;
    }
    KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
    String scope =
        session == null
            ? null
            : session.getAttribute(ResourceIndicatorPostProcessor.NARROWED_SCOPE, String.class);
    if (scope != null) {
      tokens.setScope(scope);
    }
  }
}
