package io.github.umatrust.obligations.query;

import io.github.umatrust.obligations.clause.Clause;
import io.github.umatrust.obligations.projection.Obligation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of obligations ended: newest first, then by id, then in the draft's order of
 * clauses.
 *
 * @param since when the last one began, milliseconds since the epoch
 * @param periodId its period
 * @param clause its clause
 */
public record Cursor(long since, String periodId, Clause clause) {

  /** The last clause of the draft. */
  private static final Clause LAST = Clause.AZP_RSO_INTRODUCE_AUTHORIZATION_SERVER;

  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18})~([0-9a-f-]{36})~([A-Za-z-]{1,80})");

  /** Where this obligation stands. */
  public static Cursor at(Obligation obligation) {
    return new Cursor(obligation.period().since(), obligation.period().id(), obligation.clause());
  }

  /**
   * Reads the form that {@link #toString()} writes.
   *
   * @throws InvalidQueryException when it is none
   */
  public static Cursor parse(String text) throws InvalidQueryException {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      Clause clause = Clause.byId(matcher.group(3)).orElse(null);
      if (clause != null) {
        return new Cursor(Long.parseLong(matcher.group(1)), matcher.group(2), clause);
      }
    }
    throw new InvalidQueryException("Not the mark of a page: after");
  }

  /** The mark after everything of a period. */
  static Cursor afterPeriod(long since, String periodId) {
    return new Cursor(since, periodId, LAST);
  }

  /** Whether nothing of the period itself comes after the mark. */
  boolean isAfterPeriod() {
    return clause == LAST;
  }

  /** Whether this obligation comes after the mark. */
  boolean isBefore(Obligation obligation) {
    if (obligation.period().since() != since) {
      return obligation.period().since() < since;
    }
    int byId = obligation.period().id().compareTo(periodId);
    return byId != 0 ? byId < 0 : obligation.clause().compareTo(clause) > 0;
  }

  @Override
  public String toString() {
    return since + "~" + periodId + "~" + clause.id();
  }
}
