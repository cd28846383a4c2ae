/** What is done now and then without a request: forgetting what has ended. */
@NullMarked
package io.github.umatrust.uma.housekeeping;

import org.jspecify.annotations.NullMarked;
