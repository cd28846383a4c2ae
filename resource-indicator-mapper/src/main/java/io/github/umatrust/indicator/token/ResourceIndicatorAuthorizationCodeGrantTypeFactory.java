package io.github.umatrust.indicator.token;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/**
 * Factory of {@link ResourceIndicatorAuthorizationCodeGrantType}; takes the place of Keycloak's
 * own.
 */
public final class ResourceIndicatorAuthorizationCodeGrantTypeFactory
    extends AuthorizationCodeGrantTypeFactory {

  @Override
  public OAuth2GrantType create(KeycloakSession session) {
    return new ResourceIndicatorAuthorizationCodeGrantType();
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
