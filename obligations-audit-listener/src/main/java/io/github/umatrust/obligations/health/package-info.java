/** What the ledger tells Keycloak's readiness. */
@NullMarked
package io.github.umatrust.obligations.health;

import org.jspecify.annotations.NullMarked;
