/**
 * RFC 8707 resource indicators: access tokens restricted to the resources asked for. {@link
 * io.github.umatrust.indicator.Enforcement} is what every hook into Keycloak calls.
 */
@NullMarked
package io.github.umatrust.indicator;

import org.jspecify.annotations.NullMarked;
