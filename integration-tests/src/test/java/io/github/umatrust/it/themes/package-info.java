/** The theme {@code uma-trust} as Keycloak lists, renders and serves it. */
@NullMarked
package io.github.umatrust.it.themes;

import org.jspecify.annotations.NullMarked;
