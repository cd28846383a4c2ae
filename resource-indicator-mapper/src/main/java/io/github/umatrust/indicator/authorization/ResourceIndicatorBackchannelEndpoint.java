package io.github.umatrust.indicator.authorization;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.policy.TargetDecision;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.channel.CIBAAuthenticationRequest;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.request.BackchannelAuthenticationEndpointRequest;
import org.keycloak.services.ErrorResponseException;

/**
 * Refuses a back-channel authentication request (CIBA) for its resource before the person is asked
 * to approve it. The grant itself is bound by {@link InitiationResponseFilter}.
 */
public final class ResourceIndicatorBackchannelEndpoint extends BackchannelAuthenticationEndpoint {

  ResourceIndicatorBackchannelEndpoint(KeycloakSession session, EventBuilder event) {
    super(session, event);
  }

  /** The last thing Keycloak does with a valid request before the device is called. */
  @Override
  protected void extractAdditionalParams(
      BackchannelAuthenticationEndpointRequest endpointRequest, CIBAAuthenticationRequest request) {
    super.extractAdditionalParams(endpointRequest, request);
    Optional<Enforcement> enforcement = Enforcement.of(session, request.getClient());
    if (enforcement.isPresent()
        && InitiatingRequest.of(session).decide(enforcement.get())
            instanceof TargetDecision.Refused refused) {
      event.detail(Details.REASON, refused.description());
      event.error(Enforcement.INVALID_TARGET);
      throw new ErrorResponseException(
          Enforcement.INVALID_TARGET, refused.description(), Response.Status.BAD_REQUEST);
    }
  }
}
