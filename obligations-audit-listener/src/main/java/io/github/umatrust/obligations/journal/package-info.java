/** The journal: one row per interaction or end, kept in a table of its own. */
@NullMarked
package io.github.umatrust.obligations.journal;

import org.jspecify.annotations.NullMarked;
