/** Introspection that never shows more than the token itself. */
@NullMarked
package io.github.umatrust.indicator.introspection;

import org.jspecify.annotations.NullMarked;
