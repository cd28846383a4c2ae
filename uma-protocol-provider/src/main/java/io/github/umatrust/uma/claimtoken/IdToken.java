package io.github.umatrust.uma.claimtoken;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.jose.jws.JWSInput;
import org.keycloak.jose.jws.JWSInputException;
import org.keycloak.representations.JsonWebToken;

/**
 * A signed JWT that is said to be an ID token, read but not verified.
 *
 * @param jwt the JWT in its compact form
 * @param header its header
 * @param token the members that Keycloak knows
 * @param claims all members
 */
record IdToken(String jwt, ObjectNode header, JsonWebToken token, ObjectNode claims) {

  private static final String UNSIGNED = "none";

  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

  /**
   * Reads a token: the JWT as it is, or once more in base64url, as UMA 1.0 has it (UMA Core 1.0.1
   * §3.6.2).
   *
   * @return empty when it is not a JWT with a signature
   */
  static Optional<IdToken> parse(String token) {
    String jwt = token.indexOf('.') < 0 ? decoded(token) : token;
    if (!COMPACT.matcher(jwt).matches()) {
      return Optional.empty();
    }
    try {
      JWSInput jws = new JWSInput(jwt);
      ObjectNode header =
          JsonRequest.of(Base64.getUrlDecoder().decode(jws.getEncodedHeader())).object();
      ObjectNode claims = JsonRequest.of(jws.getContent()).object();
      // A JWS with "enc" would be taken for a JWE; what is critical would have to be understood.
      boolean plain =
          jws.getHeader().getAlgorithm() != null
              && !UNSIGNED.equals(jws.getHeader().getRawAlgorithm())
              && !header.has("enc")
              && !header.has("crit");
      return plain
          ? Optional.of(new IdToken(jwt, header, jws.readJsonContent(JsonWebToken.class), claims))
          : Optional.empty();
    } catch (JWSInputException | IllegalArgumentException | UmaException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String base64url) {
    try {
      return new String(Base64.getUrlDecoder().decode(base64url), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The algorithm of the signature. */
  String algorithm() {
    return header.path("alg").asText();
  }

  /** The issuer that it names; empty where it names none. */
  String issuer() {
    String issuer = token.getIssuer();
    return issuer == null ? "" : issuer;
  }

  @Override
  public String toString() {
    return "an ID token";
  }
}
