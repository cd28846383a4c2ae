/** UMA 1.0.1 against a real Keycloak. */
@NullMarked
package io.github.umatrust.it.uma;

import org.jspecify.annotations.NullMarked;
