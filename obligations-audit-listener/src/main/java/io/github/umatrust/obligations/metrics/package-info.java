/** What the ledger tells Keycloak's metrics. */
@NullMarked
package io.github.umatrust.obligations.metrics;

import org.jspecify.annotations.NullMarked;
