package io.github.umatrust.uma.claimtoken;

import java.util.Optional;
import java.util.Set;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.util.TokenUtil;

/**
 * What an ID token must say to be believed, whoever issued it (OpenID Connect Core 1.0 §3.1.3.7).
 *
 * <p>A pushed ID token has no nonce that this server could know, so the rules that stand for it are
 * these: it is about the requesting party of the AAT and nobody else, it is no older than {@link
 * #MAX_AGE_SECONDS}, whatever its own expiry, and it was issued to the client of the AAT or, by an
 * identity provider, to this realm. Who pushes the same token again thereby learns and gets nothing
 * but what its own requesting party could get anyway.
 */
final class IdTokenRules {

  /** How long after its issue a token is believed, in seconds. */
  static final int MAX_AGE_SECONDS = 300;

  private static final String JWT = "JWT";

  private IdTokenRules() {}

  /**
   * What a particular issuer's token must say.
   *
   * @param clientId the client it must be issued to
   * @param subjects whom it may be about: the requesting party by the issuer's names
   * @param typed whether the issuer tells its ID tokens from others by the claim {@code typ}
   * @param clockSkew how far the issuer's clock may be wrong, in seconds
   */
  record Expected(String clientId, Set<String> subjects, boolean typed, int clockSkew) {

    Expected {
      subjects = Set.copyOf(subjects);
      clockSkew = Math.max(0, clockSkew);
    }
  }

  /**
   * The first rule that a token does not keep.
   *
   * @param now the time, in seconds since the epoch
   */
  static Optional<Disbelief> broken(IdToken idToken, Expected expected, long now) {
    JsonWebToken token = idToken.token();
    if (!isIdToken(idToken, expected.typed())) {
      return Optional.of(Disbelief.NOT_AN_ID_TOKEN);
    }
    if (!isCurrent(token, expected.clockSkew(), now)) {
      return Optional.of(Disbelief.NOT_CURRENT);
    }
    if (!isFor(token, expected.clientId())) {
      return Optional.of(Disbelief.AUDIENCE);
    }
    if (token.getSubject() == null || !expected.subjects().contains(token.getSubject())) {
      return Optional.of(Disbelief.SUBJECT);
    }
    return Optional.empty();
  }

  /** Other signed tokens say in the header or in the body what they are (RFC 8725 §3.11). */
  private static boolean isIdToken(IdToken idToken, boolean typed) {
    String type = idToken.token().getType();
    String headerType = idToken.header().path("typ").asText(JWT);
    return (type == null ? !typed : TokenUtil.TOKEN_TYPE_ID.equals(type))
        && JWT.equalsIgnoreCase(headerType)
        && !idToken.claims().has("events");
  }

  private static boolean isCurrent(JsonWebToken token, int skew, long now) {
    Long issued = token.getIat();
    Long expires = token.getExp();
    Long notBefore = token.getNbf();
    return issued != null
        && issued <= now + skew
        && issued >= now - MAX_AGE_SECONDS - skew
        && expires != null
        && now < expires
        && (notBefore == null || notBefore <= now + skew);
  }

  private static boolean isFor(JsonWebToken token, String clientId) {
    String[] audience = token.getAudience();
    String authorizedParty = token.getIssuedFor();
    return token.hasAudience(clientId)
        && (authorizedParty == null ? audience.length == 1 : authorizedParty.equals(clientId));
  }
}
