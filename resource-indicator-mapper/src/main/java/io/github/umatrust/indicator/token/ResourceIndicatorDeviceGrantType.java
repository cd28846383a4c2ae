package io.github.umatrust.indicator.token;

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
    Refusal.ofPending(
        session, client, formParams.getFirst(OAuth2Constants.DEVICE_CODE), event, cors);
    return super.process(context);
  }
}
