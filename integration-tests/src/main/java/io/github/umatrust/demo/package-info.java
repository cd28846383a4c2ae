/**
 * The demo: starts Keycloak with the four JARs, plays one exchange against it and shows what came
 * into force.
 */
@NullMarked
package io.github.umatrust.demo;

import org.jspecify.annotations.NullMarked;
