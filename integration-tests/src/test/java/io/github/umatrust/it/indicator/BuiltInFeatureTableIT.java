package io.github.umatrust.it.indicator;

import io.github.umatrust.it.Keycloak;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table on a Keycloak that has its own experimental resource indicators switched on. */
@Tag("thorough")
@ExtendWith(Keycloak.class)
@Keycloak.Features("resource-indicators")
class BuiltInFeatureTableIT extends ResourceIndicatorTable {}
