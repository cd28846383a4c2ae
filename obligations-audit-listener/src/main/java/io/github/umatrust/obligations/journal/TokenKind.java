package io.github.umatrust.obligations.journal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a journal row is about. */
public enum TokenKind {
  /** Protection API token: an access token with the scope {@code uma_protection}. */
  PAT("pat"),
  /** Authorization API token: an access token with the scope {@code uma_authorization}. */
  AAT("aat"),
  /** Requesting party token: an access token that carries permissions. */
  RPT("rpt"),
  /** Permission ticket, known here only by an opaque id and never by the ticket itself. */
  PERMISSION_TICKET("permission_ticket"),
  /**
   * None: an owner let somebody use a resource, or a scope of it. Named by Keycloak's id of what it
   * calls a permission ticket too, a row that says so.
   */
  APPROVAL("approval"),
  /**
   * None: a resource server answered a request that came without a token, and its report of that is
   * all there is. Named by the event that told of it.
   */
  ACCESS_REPORT("access_report");

  private final String id;

  TokenKind(String id) {
    this.id = id;
  }

  /** The name used in the journal and in the query API. */
  public String id() {
    return id;
  }

  /** The kind with this {@link #id()}, or empty when there is none. */
  public static Optional<TokenKind> byId(String id) {
    for (TokenKind kind : values()) {
      if (kind.id.equals(id)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** All {@link #id() ids}. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(TokenKind::id).toList();
  }
}
