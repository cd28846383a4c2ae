/**
 * The command that verifies a log, or evidence from it, without the server that keeps it: {@code
 * java -jar keycloak-uma-trust-obligations-audit-listener.jar}. Of the JDK alone, so that whoever
 * has the JAR and a Java 17 needs nothing else.
 */
@NullMarked
package io.github.umatrust.obligations.verify;

import org.jspecify.annotations.NullMarked;
