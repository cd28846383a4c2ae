/** RFC 8707 on a real Keycloak. */
@NullMarked
package io.github.umatrust.it.indicator;

import org.jspecify.annotations.NullMarked;
