package io.github.umatrust.indicator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.JWTAuthorizationGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** Factory of {@link ResourceIndicatorJwtGrantType}; takes the place of Keycloak's own. */
public final class ResourceIndicatorJwtGrantTypeFactory extends JWTAuthorizationGrantTypeFactory {

  @Override
  public OAuth2GrantType create(KeycloakSession session) {
    return new ResourceIndicatorJwtGrantType();
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
