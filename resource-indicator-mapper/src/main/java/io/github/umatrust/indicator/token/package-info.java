/** Enforcement where tokens are made: the token endpoint and the front channel. */
@NullMarked
package io.github.umatrust.indicator.token;

import org.jspecify.annotations.NullMarked;
