package io.github.umatrust.indicator.consent;

import io.github.umatrust.indicator.Enforcement;
import io.github.umatrust.indicator.request.FoldedResources;
import io.github.umatrust.indicator.request.PendingGrants;
import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OAuth2DeviceCodeModel;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpoint;
import org.keycloak.sessions.AuthenticationSessionModel;

/** What a browser flow was started for. */
final class RequestedResources {

  private RequestedResources() {}

  /**
   * The resource indicators of the request that a person is asked about, as the client sent them or
   * as the device's request was granted them; none if it named none.
   */
  static List<String> of(KeycloakSession session, AuthenticationSessionModel flow) {
    String userCode = flow.getClientNote(DeviceGrantType.OAUTH2_DEVICE_VERIFIED_USER_CODE);
    if (userCode == null) {
      return FoldedResources.unfoldNullable(flow.getClientNote(Enforcement.RESOURCE));
    }
    OAuth2DeviceCodeModel device =
        DeviceEndpoint.getDeviceByUserCode(session, flow.getRealm(), userCode);
    return device == null
        ? List.of()
        : PendingGrants.find(session, device.getDeviceCode())
            .map(PendingGrants.Pending::resources)
            .orElse(List.of());
  }
}
