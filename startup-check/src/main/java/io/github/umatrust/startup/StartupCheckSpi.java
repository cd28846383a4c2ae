package io.github.umatrust.startup;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/**
 * An SPI of a module's own, for its {@link StartupCheckFactory} alone: a factory of one of
 * Keycloak's SPIs can be switched off or replaced, and the check with it.
 */
public abstract class StartupCheckSpi implements Spi {

  private final String name;
  private final Class<? extends StartupCheckFactory> factory;

  /**
   * For the SPI of one module.
   *
   * @param name the SPI's name, which no other module has
   * @param factory the module's factory, whose name that of the file in {@code META-INF/services}
   *     is, too
   */
  protected StartupCheckSpi(String name, Class<? extends StartupCheckFactory> factory) {
    this.name = name;
    this.factory = factory;
  }

  @Override
  public final boolean isInternal() {
    return false;
  }

  @Override
  public final String getName() {
    return name;
  }

  @Override
  public final Class<? extends Provider> getProviderClass() {
    return StartupCheck.class;
  }

  @Override
  public final Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
    return factory;
  }
}
