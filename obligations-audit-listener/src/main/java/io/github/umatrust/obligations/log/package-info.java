/**
 * The tamper-evident log of a realm, in Keycloak's database: its tree in tiles, its keys, the
 * checkpoints it signed and the cosignatures of witnesses. Entries are 32 bytes, the SHA-256 of
 * what the ledger commits to.
 *
 * <p>{@link io.github.umatrust.obligations.log.RealmLog#lock} is for whoever writes, one at a time
 * in the whole cluster; {@link io.github.umatrust.obligations.log.RealmLog#read} for everyone else.
 */
@NullMarked
package io.github.umatrust.obligations.log;

import org.jspecify.annotations.NullMarked;
