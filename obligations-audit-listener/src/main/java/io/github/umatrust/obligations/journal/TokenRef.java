package io.github.umatrust.obligations.journal;

import org.jspecify.annotations.Nullable;

/**
 * The token (or ticket) a row is about, by ids only.
 *
 * @param kind its kind
 * @param id the {@code jti}, or a ticket's opaque id
 * @param refreshTokenId {@code jti} of the refresh token issued beside it, null without one
 * @param fromRefreshTokenId {@code jti} of the refresh token it was issued for, null unless this
 *     was a refresh
 */
public record TokenRef(
    TokenKind kind,
    String id,
    @Nullable String refreshTokenId,
    @Nullable String fromRefreshTokenId) {

  /** A token without refresh token. */
  public static TokenRef of(TokenKind kind, String id) {
    return new TokenRef(kind, id, null, null);
  }
}
