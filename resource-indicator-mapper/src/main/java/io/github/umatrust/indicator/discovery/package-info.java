/** What clients learn about the realm's resources before they ask for a token. */
@NullMarked
package io.github.umatrust.indicator.discovery;

import org.jspecify.annotations.NullMarked;
