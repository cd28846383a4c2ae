/** The ledger for those whose obligations are in it. */
@NullMarked
package io.github.umatrust.obligations.account;

import org.jspecify.annotations.NullMarked;
