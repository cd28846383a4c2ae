/**
 * What is checked when the server starts: that Keycloak is shaped as this module expects, and that
 * the module's providers are in effect. The module stands on classes that Keycloak changes without
 * notice, and a restriction that works by half is worse than a server that does not start.
 */
@NullMarked
package io.github.umatrust.indicator.compatibility;

import org.jspecify.annotations.NullMarked;
