package io.github.umatrust.indicator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantTypeFactory;

/** Factory of {@link ResourceIndicatorDeviceGrantType}; takes the place of Keycloak's own. */
public final class ResourceIndicatorDeviceGrantTypeFactory extends DeviceGrantTypeFactory {

  @Override
  public OAuth2GrantType create(KeycloakSession session) {
    return new ResourceIndicatorDeviceGrantType();
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
