/**
 * What is checked when the server starts: that Keycloak has all that this module refers to in
 * classes that Keycloak changes without notice.
 */
@NullMarked
package io.github.umatrust.uma.compatibility;

import org.jspecify.annotations.NullMarked;
