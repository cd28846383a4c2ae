package io.github.umatrust.obligations.reconciling;

import io.github.umatrust.obligations.journal.End;
import org.jspecify.annotations.Nullable;

/**
 * An end that was found.
 *
 * @param end what ended
 * @param at when, as far as that can be known, milliseconds since the epoch
 * @param notBefore null where {@code at} is the true moment, else the earliest moment when it can
 *     have been; it was between that and now; milliseconds since the epoch
 */
record Over(End end, long at, @Nullable Long notBefore) {}
