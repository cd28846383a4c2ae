/**
 * The metadata {@code claims_redirect_uri} of dynamic client registration (UMA Core 1.0.1 §1.4),
 * which Keycloak's own registration does not know.
 */
@NullMarked
package io.github.umatrust.uma.claimsgathering.registration;

import org.jspecify.annotations.NullMarked;
