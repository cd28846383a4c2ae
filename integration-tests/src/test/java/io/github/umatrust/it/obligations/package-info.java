/** The ledger of obligations inside a real Keycloak. */
@NullMarked
package io.github.umatrust.it.obligations;

import org.jspecify.annotations.NullMarked;
