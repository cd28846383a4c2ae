package io.github.umatrust.uma.claimtoken;

import java.util.Locale;

/** Why a claim token is not believed. */
public enum Disbelief {

  /** The format is none of {@link ClaimTokens#FORMATS}. */
  UNKNOWN_FORMAT,

  /** Not a signed JWT: garbage, encrypted, unsigned, a member twice. */
  MALFORMED,

  /**
   * Neither the realm issued it nor an enabled OpenID Connect identity provider whose signatures
   * Keycloak verifies and that the requesting party's account is linked with.
   */
  ISSUER,

  /** Some other token of a trusted issuer: an access token, an RPT, a logout token. */
  NOT_AN_ID_TOKEN,

  /** Expired, not valid yet, too old, or silent about it. */
  NOT_CURRENT,

  /** Issued to another client. */
  AUDIENCE,

  /** About somebody else. */
  SUBJECT,

  /** The session it was issued in has ended, or an administrator revoked all tokens of its time. */
  SESSION,

  /** The client itself decides what its ID tokens say. */
  MAPPERS,

  /** The signature is wrong, or by a key that is not the issuer's. */
  SIGNATURE;

  /** The reason as events name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
