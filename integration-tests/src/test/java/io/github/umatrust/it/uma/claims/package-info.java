/** Claims gathering in the browser, and what clients register for it. */
@NullMarked
package io.github.umatrust.it.uma.claims;

import org.jspecify.annotations.NullMarked;
