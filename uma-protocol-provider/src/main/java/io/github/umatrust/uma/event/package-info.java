/** UMA interactions as Keycloak events; the details are described in docs/EVENTS.md. */
@NullMarked
package io.github.umatrust.uma.event;

import org.jspecify.annotations.NullMarked;
