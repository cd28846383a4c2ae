package io.github.umatrust.indicator.token;

import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;

/**
 * Refuses a token request for the wrong resource before its device code is used up; see {@link
 * ResourceIndicatorPostProcessor} for the restriction itself.
 */
final class ResourceIndicatorDeviceGrantType extends DeviceGrantType {

  @Override
  public Response process(Context context) {
    setContext(context);
    String handle = formParams.getFirst(OAuth2Constants.DEVICE_CODE);
    Enforcement.of(session, client)
        .ifPresent(e -> Refusal.ofPending(session, e, handle, event, cors));
    return super.process(context);
  }
}
