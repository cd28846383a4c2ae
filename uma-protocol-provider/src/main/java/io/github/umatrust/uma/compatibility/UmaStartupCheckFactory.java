package io.github.umatrust.uma.compatibility;

import io.github.umatrust.startup.StartupCheckFactory;

/** The check of this module: what it refers to is listed in {@code keycloak-members.txt}. */
public final class UmaStartupCheckFactory extends StartupCheckFactory {

  /** For Keycloak, which makes one. */
  public UmaStartupCheckFactory() {
    super("What owners decide could be applied in part");
  }
}
