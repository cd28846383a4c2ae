/**
 * What is checked when the server starts: that Keycloak has all that a module refers to in classes
 * that Keycloak changes without notice. A JAR that checks has its own copy of this package, under
 * another name, because it may be the only one in a server.
 */
@NullMarked
package io.github.umatrust.startup;

import org.jspecify.annotations.NullMarked;
