package io.github.umatrust.obligations.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a token hangs on.
 *
 * @param sessionId the user session, null for a transient one (client credentials) and where none
 *     is known
 * @param offline whether that session is an offline one
 * @param userId the user the token was issued for (of a service account too), null when unknown
 * @param client the client the token was issued to, null when unknown
 */
public record Grant(
    @Nullable String sessionId,
    boolean offline,
    @Nullable String userId,
    @Nullable ClientRef client) {

  /**
   * The lineage that a refresh continues: the client's part of the session, or the token itself
   * where there is no session that could be continued.
   */
  public Reach lineage(TokenRef token) {
    if (token.kind() == TokenKind.PERMISSION_TICKET) {
      return Reach.ticket(token.id());
    }
    if (sessionId == null || client == null) {
      return Reach.token(token.id());
    }
    return Reach.grant(sessionId, client.uuid(), offline);
  }
}
