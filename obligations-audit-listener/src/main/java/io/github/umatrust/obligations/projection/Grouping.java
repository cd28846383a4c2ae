package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.JournalEntry;

/** Which rows can renew each other. */
final class Grouping {

  private Grouping() {}

  /**
   * The key that the rows of one period share: the grant; for introspections and accesses the RPT
   * at one resource server, and for accesses also the resource sets, because each has terms of its
   * own.
   */
  static String lineage(JournalEntry row) {
    String lineage = row.lineage() == null ? row.id() : row.lineage();
    ClientRef server = row.resourceServer();
    String at = server == null ? "" : "@" + server.uuid();
    return Bounded.key(
        row.interaction() == Interaction.RPT_INTROSPECTED
            ? lineage + at
            : row.interaction() == Interaction.ACCESS_REPORTED
                ? lineage + at + row.resourceSetIds()
                : lineage,
        Bounded.KEY);
  }

  /** Whether this row continues a period where there is one. */
  static boolean renews(JournalEntry row) {
    return row.renewal()
        || row.interaction() == Interaction.RPT_INTROSPECTED
        || row.interaction() == Interaction.ACCESS_REPORTED;
  }
}
