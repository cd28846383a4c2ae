/**
 * The Merkle tree of RFC 6962 and RFC 9162 over SHA-256, kept in the tiles of C2SP tlog-tiles:
 * hashes, tiles, and the proofs that an entry is in a tree and that a tree only grew. Pure, and of
 * the JDK alone, because the command that verifies a log uses it without Keycloak.
 */
@NullMarked
package io.github.umatrust.obligations.merkle;

import org.jspecify.annotations.NullMarked;
