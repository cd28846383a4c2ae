package io.github.umatrust.obligations.projection;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.journal.ClientRef;
import io.github.umatrust.obligations.journal.JournalEntry;
import io.github.umatrust.obligations.journal.Reach;
import io.github.umatrust.obligations.journal.TokenKind;
import io.github.umatrust.obligations.journal.TokenRef;
import org.jspecify.annotations.Nullable;

/** Which rows can renew each other. */
final class Grouping {

  private Grouping() {}

  /**
   * The key that the rows of one period share: the grant; for introspections and accesses the RPT
   * at one resource server, and for accesses also the resource sets, because each has terms of its
   * own. Null where nothing can continue what the row begins: most tokens of clients alone, and all
   * tickets. So these cost no entry at a random place of an index.
   */
  static @Nullable String lineage(JournalEntry row) {
    TokenRef token = row.token();
    Interaction interaction = row.interaction();
    if (token == null || interaction == null) {
      return null;
    }
    String lineage =
        switch (interaction) {
          case RPT_INTROSPECTED -> Reach.token(token.id()).key() + at(row);
          case ACCESS_REPORTED -> Reach.token(token.id()).key() + at(row) + row.resourceSetIds();
          case ACCESS_ANSWERED -> null;
          default ->
              token.kind() == TokenKind.PERMISSION_TICKET
                  ? null
                  : row.grant().lineage().map(Reach::key).orElse(null);
        };
    return lineage == null ? null : Bounded.key(lineage, Bounded.KEY);
  }

  private static String at(JournalEntry row) {
    ClientRef server = row.resourceServer();
    return server == null ? "" : "@" + server.uuid();
  }

  /** Whether this row continues a period where there is one. */
  static boolean renews(JournalEntry row) {
    return row.renewal()
        || row.interaction() == Interaction.RPT_INTROSPECTED
        || row.interaction() == Interaction.ACCESS_REPORTED;
  }
}
