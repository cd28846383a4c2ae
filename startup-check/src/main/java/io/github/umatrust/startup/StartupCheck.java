package io.github.umatrust.startup;

import org.keycloak.provider.Provider;

/** Nobody asks for one: {@link StartupCheckFactory} does it all. */
public interface StartupCheck extends Provider {}
