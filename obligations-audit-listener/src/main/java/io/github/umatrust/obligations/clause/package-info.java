/** The clauses and interactions of draft-maler-uma-trust-00, without any Keycloak class. */
@NullMarked
package io.github.umatrust.obligations.clause;

import org.jspecify.annotations.NullMarked;
