package io.github.umatrust.uma.token;

import org.keycloak.jose.jws.JWSHeader;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;

/** The form of signed tokens, looked at before Keycloak verifies them. */
public final class SignedTokens {

  private SignedTokens() {}

  /**
   * Whether a text is a JWS whose header names an algorithm (RFC 7515 §4.1.1). Keycloak takes the
   * name for granted, and would answer one without it as a failure of the server.
   */
  public static boolean isWellFormed(String token) {
    try {
      JWSHeader header = new JWSInput(token).getHeader();
      return header != null && header.getAlgorithm() != null;
    } catch (JWSInputException e) {
      return false;
    }
  }
}
