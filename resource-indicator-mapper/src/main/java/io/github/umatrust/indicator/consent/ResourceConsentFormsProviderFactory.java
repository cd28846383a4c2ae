package io.github.umatrust.indicator.consent;

import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Factory of {@link ResourceConsentFormsProvider}; takes the place of Keycloak's own. */
public final class ResourceConsentFormsProviderFactory extends FreeMarkerLoginFormsProviderFactory {

  @Override
  public LoginFormsProvider create(KeycloakSession session) {
    return new ResourceConsentFormsProvider(session);
  }

  @Override
  public int order() {
    return super.order() + 1;
  }
}
