/**
 * The JARs in containers. These tests are compiled and run in the profile {@code containers} alone,
 * because what they need of Testcontainers and of Docker is no business of the other builds.
 */
@NullMarked
package io.github.umatrust.it.containers;

import org.jspecify.annotations.NullMarked;
