package io.github.umatrust.obligations.clause;

/** How long a clause binds once its interaction has happened. */
public enum ObligationDuration {
  /**
   * While the token that brought it into force is valid: until it expires, is revoked, or the grant
   * behind it ends. A refresh of the same grant renews it.
   */
  WHILE_TOKEN_VALID,
  /**
   * From the interaction until what it was about (an RPT's permissions, a permission ticket)
   * expires, ends or, for a ticket, is granted. The draft states no end; this is our reading.
   */
  UNTIL_EXPIRY,
  /**
   * From the interaction until the agreement behind it is over: the permissions are taken back, the
   * terms are withdrawn, or what it was about is gone. That a token expires does not touch it. The
   * draft states no end; this is our reading.
   */
  WHILE_AGREED,
  /**
   * From the interaction on, with no end that the protocol knows: terms under which something was
   * accessed go on as they say, whatever becomes of permission and account.
   */
  OPEN_ENDED,
  /**
   * About one moment: a statement made, a request answered. The obligation is shown as having
   * occurred; nothing that happens later ends it.
   */
  POINT_IN_TIME
}
