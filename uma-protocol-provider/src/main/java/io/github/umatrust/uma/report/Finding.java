package io.github.umatrust.uma.report;

import java.util.function.BooleanSupplier;

/** What the authorization server makes of a report. */
enum Finding {
  /** The client gained access with a valid permission. */
  GAINED,

  /** The resource server gave access without a permission for it, by what it reports itself. */
  CONTRADICTION,

  /**
   * The resource server gave access on a permission that covered it, of an RPT that has been ended
   * since; whether that was before the access nobody can tell any more.
   */
  UNVERIFIED,

  /** The resource server gave no access. That it may always, also where there was a permission. */
  ANSWERED;

  /**
   * The finding.
   *
   * @param covered whether a permission of the RPT covered the access at its time
   * @param unrevoked whether nothing but time ended the RPT since; asked only where it matters
   */
  static Finding of(Decision decision, boolean covered, BooleanSupplier unrevoked) {
    if (decision != Decision.ALLOW) {
      return ANSWERED;
    }
    if (!covered) {
      return CONTRADICTION;
    }
    return unrevoked.getAsBoolean() ? GAINED : UNVERIFIED;
  }
}
