package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.Response;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantType;

/**
 * Refuses a token request for the wrong resource before its assertion (RFC 7523) is used up; see
 * {@link ResourceIndicatorPostProcessor} for the restriction itself.
 */
final class ResourceIndicatorJwtGrantType extends JWTAuthorizationGrantType {

  @Override
  public Response process(Context context) {
    setContext(context);
    Enforcement.of(session, client)
        .ifPresent(e -> Refusal.ifRefused(TokenRequest.fresh(session).decide(e), event, cors));
    return super.process(context);
  }
}
