package io.github.umatrust.testkit.oauth;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A key that tokens can be bound to, and the proofs that one has it (RFC 9449). */
public final class DpopKey {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COORDINATE = 32;

  private final KeyPair keys;

  /** Makes a new key on the curve P-256. */
  public DpopKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** A proof for a token request (§4.2). */
  public String proof(String method, String url) {
    return proof(claims(method, url));
  }

  /** A proof for a request with an access token (§4.2). */
  public String proof(String method, String url, String accessToken) {
    Map<String, Object> claims = claims(method, url);
    claims.put("ath", Tokens.sha256(accessToken));
    return proof(claims);
  }

  private static Map<String, Object> claims(String method, String url) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("htm", method);
    claims.put("htu", url);
    claims.put("iat", Instant.now().getEpochSecond());
    return claims;
  }

  private String proof(Map<String, Object> claims) {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    Map<String, Object> jwk =
        Map.of(
            "kty",
            "EC",
            "crv",
            "P-256",
            "x",
            coordinate(key.getW().getAffineX()),
            "y",
            coordinate(key.getW().getAffineY()));
    String signed =
        json(Map.of("typ", "dpop+jwt", "alg", "ES256", "jwk", jwk)) + "." + json(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has ES256", e);
    }
  }

  private static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
    return base64(fixed);
  }

  private static String json(Map<String, Object> value) {
    try {
      return base64(JSON.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
