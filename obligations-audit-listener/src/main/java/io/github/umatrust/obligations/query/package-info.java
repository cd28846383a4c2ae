/** Questions to the ledger: what they may ask, and how they are answered page by page. */
@NullMarked
package io.github.umatrust.obligations.query;

import org.jspecify.annotations.NullMarked;
