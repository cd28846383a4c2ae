/** Providers of another JAR that take the place of ours; only the start-up check meets them. */
@NullMarked
package io.github.umatrust.it.indicator.rival;

import org.jspecify.annotations.NullMarked;
