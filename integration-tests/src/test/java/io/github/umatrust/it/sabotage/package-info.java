/**
 * Test-only providers, packed into a JAR of their own for the test server: a listener that fails
 * the way third-party listeners can, and an endpoint that fires the events of the contract and
 * counts the database's work.
 */
@NullMarked
package io.github.umatrust.it.sabotage;

import org.jspecify.annotations.NullMarked;
