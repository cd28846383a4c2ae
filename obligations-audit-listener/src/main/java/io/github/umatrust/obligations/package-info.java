/**
 * The ledger of binding obligations: what each PAT, AAT and RPT obliges the parties to, recorded in
 * the transaction that issues the token.
 *
 * <ul>
 *   <li>{@code clause}: the fourteen clauses and nine interactions of draft-maler-uma-trust-00, as
 *       data.
 *   <li>{@code journal}: one row per interaction or end, and the table that holds them.
 *   <li>{@code recording}: how a row gets there: stage, confirm, write, guard.
 *   <li>{@code projection}: journal rows to obligations, a pure function.
 *   <li>{@code admin}: the query API for administrators.
 *   <li>{@code canonical}, {@code merkle}, {@code note}: the public formats of the tamper-evident
 *       log.
 *   <li>{@code log}: the log of a realm, in the database.
 *   <li>{@code publication}: what is shown below {@code /realms/{realm}/obligations}.
 *   <li>{@code verify}: the command that verifies a log without the server.
 * </ul>
 */
@NullMarked
package io.github.umatrust.obligations;

import org.jspecify.annotations.NullMarked;
