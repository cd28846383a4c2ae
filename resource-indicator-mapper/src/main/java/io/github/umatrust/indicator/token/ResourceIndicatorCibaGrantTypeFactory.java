package io.github.umatrust.indicator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantTypeFactory;

/** Factory of {@link ResourceIndicatorCibaGrantType}; takes the place of Keycloak's own. */
public final class ResourceIndicatorCibaGrantTypeFactory extends CibaGrantTypeFactory {

  @Override
  public OAuth2GrantType create(KeycloakSession session) {
    return new ResourceIndicatorCibaGrantType();
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
