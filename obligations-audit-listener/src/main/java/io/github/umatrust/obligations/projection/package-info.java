/** Journal rows to obligations: a pure function of the rows and the clock. */
@NullMarked
package io.github.umatrust.obligations.projection;

import org.jspecify.annotations.NullMarked;
