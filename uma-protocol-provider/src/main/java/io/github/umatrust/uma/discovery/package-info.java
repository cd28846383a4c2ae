/**
 * The configuration data by which resource servers and clients find the endpoints (UMA Core 1.0.1
 * §1.4).
 */
@NullMarked
package io.github.umatrust.uma.discovery;

import org.jspecify.annotations.NullMarked;
