/** Erasing a person from the ledger, so that the log and every proof stay as they were. */
@NullMarked
package io.github.umatrust.obligations.erasure;

import org.jspecify.annotations.NullMarked;
