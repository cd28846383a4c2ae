package io.github.umatrust.uma.compatibility;

import io.github.umatrust.startup.StartupCheckSpi;

/** The SPI of {@link UmaStartupCheckFactory}. */
public final class UmaStartupCheckSpi extends StartupCheckSpi {

  /** For Keycloak, which makes one. */
  public UmaStartupCheckSpi() {
    super("uma-startup-check", UmaStartupCheckFactory.class);
  }
}
