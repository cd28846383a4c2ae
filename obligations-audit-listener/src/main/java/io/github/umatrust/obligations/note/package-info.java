/**
 * The signed texts of a transparency log, as C2SP writes them: signed notes, checkpoints,
 * cosignatures of witnesses, and proofs in a file. Pure, and of the JDK alone, because the command
 * that verifies a log uses it without Keycloak.
 */
@NullMarked
package io.github.umatrust.obligations.note;

import org.jspecify.annotations.NullMarked;
