package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;

/**
 * A claim token as a client pushed it; nothing in it is believed yet.
 *
 * @param format what kind of token the client says it is
 * @param token the token
 */
record ClaimToken(String format, String token) {

  /** The longest token, in characters. */
  static final int MAX_TOKEN = 16 * 1024;

  /**
   * Reads one element of {@code claim_tokens}.
   *
   * @throws UmaException {@code invalid_request} when a member is missing, no text or too long
   */
  static ClaimToken of(JsonRequest element) {
    return new ClaimToken(element.requiredText("format"), element.requiredText("token", MAX_TOKEN));
  }

  @Override
  public String toString() {
    return "a claim token of the format " + format;
  }
}
