package io.github.umatrust.indicator.registry;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** An SPI of our own, for {@link ResourceIndexFactory} alone: what it holds outlives a session. */
public final class ResourceIndexSpi implements Spi {

  @Override
  public boolean isInternal() {
    return false;
  }

  @Override
  public String getName() {
    return "resource-indicator-index";
  }

  @Override
  public Class<? extends Provider> getProviderClass() {
    return ResourceIndex.class;
  }

  @Override
  public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
    return ResourceIndexFactory.class;
  }
}
