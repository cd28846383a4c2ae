package io.github.umatrust.obligations.compatibility;

import io.github.umatrust.startup.StartupCheckFactory;

/** The check of this module: what it refers to is listed in {@code keycloak-members.txt}. */
public final class ObligationsStartupCheckFactory extends StartupCheckFactory {

  /** For Keycloak, which makes one. */
  public ObligationsStartupCheckFactory() {
    super("Tokens could go out without their record");
  }
}
