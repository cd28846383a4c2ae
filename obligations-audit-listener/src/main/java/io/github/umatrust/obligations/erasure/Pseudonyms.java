package io.github.umatrust.obligations.erasure;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands for a person, and for what only that person has (sessions, refresh tokens, resource
 * sets), after an erasure. The same id always becomes the same pseudonym within one erasure, so
 * that what belonged together still does; without the secret, which is forgotten when it is done,
 * none leads back.
 *
 * @param personId the user's id
 * @param pseudonym what stands for it
 * @param secret 32 random bytes, base64url
 */
record Pseudonyms(String personId, String pseudonym, String secret) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String PREFIX = "erased-";
  private static final int BYTES = 16;

  /** New ones for a person. */
  static Pseudonyms fresh(String personId) {
    byte[] pseudonym = new byte[BYTES];
    byte[] secret = new byte[2 * BYTES];
    RANDOM.nextBytes(pseudonym);
    RANDOM.nextBytes(secret);
    return new Pseudonyms(
        personId, PREFIX + BASE64.encodeToString(pseudonym), BASE64.encodeToString(secret));
  }

  /** What stands for an id that leads to the person. It contains no slash. */
  String of(String id) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(secret), "HmacSHA256"));
      byte[] hash = mac.doFinal(id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return PREFIX + BASE64.encodeToString(Arrays.copyOf(hash, BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** Names neither the person nor the secret. */
  @Override
  public String toString() {
    return "Pseudonyms[" + pseudonym + "]";
  }
}
