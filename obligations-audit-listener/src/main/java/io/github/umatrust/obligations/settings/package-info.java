/** What a realm says about its ledger, in its attributes. */
@NullMarked
package io.github.umatrust.obligations.settings;

import org.jspecify.annotations.NullMarked;
