/**
 * Tests against a real Keycloak with the JARs in its {@code providers/} folder, one package per
 * feature.
 */
@NullMarked
package io.github.umatrust.it;

import org.jspecify.annotations.NullMarked;
