/** The recording path: stage, confirm, write in the token's own transaction, guard the response. */
@NullMarked
package io.github.umatrust.obligations.recording;

import org.jspecify.annotations.NullMarked;
