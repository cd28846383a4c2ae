/** Forgetting what is older than a realm wants to keep. */
@NullMarked
package io.github.umatrust.obligations.retention;

import org.jspecify.annotations.NullMarked;
