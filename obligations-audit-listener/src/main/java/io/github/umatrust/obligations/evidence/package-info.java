/** What of a journal row is committed to in the log, and how it is opened to a third party. */
@NullMarked
package io.github.umatrust.obligations.evidence;

import org.jspecify.annotations.NullMarked;
