/**
 * What the ledger shows outside the admin API, below {@code /realms/{realm}/obligations}: the log,
 * which is public unless the realm closes it.
 */
@NullMarked
package io.github.umatrust.obligations.publication;

import org.jspecify.annotations.NullMarked;
