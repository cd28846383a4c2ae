package io.github.umatrust.it.indicator.rival;

import org.keycloak.forms.login.freemarker.FreeMarkerLoginFormsProviderFactory;

/** Takes the place of the provider that names resources on the consent page. */
public final class RivalFormsFactory extends FreeMarkerLoginFormsProviderFactory {

  @Override
  public int order() {
    return 2;
  }
}
