/** Which resources a realm has. */
@NullMarked
package io.github.umatrust.indicator.registry;

import org.jspecify.annotations.NullMarked;
