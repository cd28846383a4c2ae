package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantType;

/**
 * Refuses a token request for the wrong resource before its assertion (RFC 7523) is used up; see
 * {@link ResourceIndicatorPostProcessor} for the restriction itself.
 */
final class ResourceIndicatorJwtGrantType extends JWTAuthorizationGrantType {

  @Override
  public Response process(Context context) {
    setContext(context);
    Optional<Enforcement> enforcement = Enforcement.of(session, client);
    if (enforcement.isPresent()
        && TokenRequest.fresh(session).decide(enforcement.get())
            instanceof TargetDecision.Refused refused) {
      throw Refusal.of(refused.description(), event, cors);
    }
    return super.process(context);
  }
}
