/** The UMA parties outside Keycloak: what a resource server and a client do over HTTP. */
@NullMarked
package io.github.umatrust.testkit.uma;

import org.jspecify.annotations.NullMarked;
