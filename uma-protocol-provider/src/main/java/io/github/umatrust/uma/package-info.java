/** UMA 1.0.1 on Keycloak's Authorization Services: where the endpoints hang in a realm. */
@NullMarked
package io.github.umatrust.uma;

import org.jspecify.annotations.NullMarked;
