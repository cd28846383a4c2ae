/**
 * What every endpoint shares: reading JSON requests, the error messages, the checks before
 * everything else.
 */
@NullMarked
package io.github.umatrust.uma.protocol;

import org.jspecify.annotations.NullMarked;
