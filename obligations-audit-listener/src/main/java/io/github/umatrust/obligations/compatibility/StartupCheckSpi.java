package io.github.umatrust.obligations.compatibility;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/**
 * An SPI of our own, for {@link StartupCheckFactory} alone: a factory of one of Keycloak's SPIs can
 * be switched off or replaced, and the check with it.
 */
public final class StartupCheckSpi implements Spi {

  @Override
  public boolean isInternal() {
    return false;
  }

  @Override
  public String getName() {
    return "obligations-startup-check";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return StartupCheckFactory.StartupCheck.class;
  }

  @Override
  public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
    return StartupCheckFactory.class;
  }
}
