package io.github.umatrust.it.indicator;

import io.github.umatrust.it.Keycloak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table on a Keycloak as it comes. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
class ResourceIndicatorTableIT extends ResourceIndicatorTable {}
