package io.github.umatrust.obligations.journal;

import java.util.Optional;
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

  /** What a refresh continues: the client's part of the session, where there is one. */
  public Optional<Reach> lineage() {
    return sessionId == null || client == null
        ? Optional.empty()
        : Optional.of(Reach.grant(sessionId, client.uuid(), offline));
  }
}
