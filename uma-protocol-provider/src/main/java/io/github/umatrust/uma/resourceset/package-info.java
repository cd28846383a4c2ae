/**
 * OAuth 2.0 Resource Set Registration 1.0.1: resource sets are Keycloak authorization resources.
 */
@NullMarked
package io.github.umatrust.uma.resourceset;

import org.jspecify.annotations.NullMarked;
