package io.github.umatrust.it.indicator;

import io.github.umatrust.it.Keycloak;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table on a Keycloak as it comes. */
@ExtendWith(Keycloak.class)
class ResourceIndicatorTableIT extends ResourceIndicatorTable {}
