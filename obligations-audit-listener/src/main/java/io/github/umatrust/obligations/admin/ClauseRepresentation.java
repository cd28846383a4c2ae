package io.github.umatrust.obligations.admin;

import io.github.umatrust.obligations.clause.Clause;
import java.util.Locale;

/**
 * A clause in the query API.
 *
 * @param id clause id
 * @param title the clause in a few plain words, in the reader's language
 * @param text the clause in one plain sentence, in the reader's language
 * @param obligated role of who is obliged
 * @param expecting role of who may expect it
 * @param interaction what brings it into force
 * @param duration {@code while_token_valid}, {@code until_expiry}, {@code open_ended} or {@code
 *     point_in_time}
 * @param section section of draft-maler-uma-trust-00
 */
public record ClauseRepresentation(
    String id,
    String title,
    String text,
    String obligated,
    String expecting,
    String interaction,
    String duration,
    String section) {

  static ClauseRepresentation of(Clause clause, String title, String text) {
    return new ClauseRepresentation(
        clause.id(),
        title,
        text,
        clause.obligated().id(),
        clause.expecting().id(),
        clause.trigger().id(),
        clause.duration().name().toLowerCase(Locale.ROOT),
        clause.section());
  }
}
