/**
 * The sequencer: gives each journal row its place in the realm's log and projects it, one batch at
 * a time in the whole cluster.
 */
@NullMarked
package io.github.umatrust.obligations.sequencing;

import org.jspecify.annotations.NullMarked;
