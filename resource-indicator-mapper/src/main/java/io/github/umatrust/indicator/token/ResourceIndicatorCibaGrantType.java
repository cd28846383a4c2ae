package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.Response;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;

/**
 * Refuses a token request for the wrong resource before its {@code auth_req_id} is used up; see
 * {@link ResourceIndicatorPostProcessor} for the restriction itself.
 */
final class ResourceIndicatorCibaGrantType extends CibaGrantType {

  @Override
  public Response process(Context context) {
    setContext(context);
    String handle = formParams.getFirst(CibaGrantType.AUTH_REQ_ID);
    Enforcement.of(session, client)
        .ifPresent(e -> Refusal.ofPending(session, e, handle, event, cors));
    return super.process(context);
  }
}
