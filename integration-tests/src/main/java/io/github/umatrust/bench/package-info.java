/**
 * Benchmarks of a Keycloak with the provider JARs: what they cost. A benchmark compares {@link
 * io.github.umatrust.bench.Arm arms}, servers that differ in one thing, by loading them in turns
 * ({@link io.github.umatrust.bench.AlternatingRun}), and prints a table.
 */
@NullMarked
package io.github.umatrust.bench;

import org.jspecify.annotations.NullMarked;
