package io.github.umatrust.obligations.compatibility;

import io.github.umatrust.startup.StartupCheckSpi;

/** The SPI of {@link ObligationsStartupCheckFactory}. */
public final class ObligationsStartupCheckSpi extends StartupCheckSpi {

  /** For Keycloak, which makes one. */
  public ObligationsStartupCheckSpi() {
    super("obligations-startup-check", ObligationsStartupCheckFactory.class);
  }
}
