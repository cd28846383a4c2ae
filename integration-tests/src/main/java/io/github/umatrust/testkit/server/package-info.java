/** A real Keycloak on this machine: prepared from the distribution, started, stopped. */
@NullMarked
package io.github.umatrust.testkit.server;

import org.jspecify.annotations.NullMarked;
