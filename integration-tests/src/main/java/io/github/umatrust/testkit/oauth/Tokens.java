package io.github.umatrust.testkit.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a JWT says, read without verifying it. */
public final class Tokens {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Tokens() {}

  /** The claims of a JWT. */
  public static JsonNode claims(String jwt) {
    return part(jwt, 1);
  }

  /** The header of a JWT. */
  public static JsonNode header(String jwt) {
    return part(jwt, 0);
  }

  /** The audience of a JWT, in its order; empty where it has none. */
  public static List<String> audience(String jwt) {
    JsonNode audience = claims(jwt).path("aud");
    return audience.isTextual()
        ? List.of(audience.asText())
        : StreamSupport.stream(audience.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** The scope of a JWT, value by value. */
  public static List<String> scope(String jwt) {
    String scope = claims(jwt).path("scope").asText("");
    return scope.isEmpty() ? List.of() : List.of(scope.split(" ", -1));
  }

  /** The base64url SHA-256 of a text, as PKCE has it (RFC 7636 §4.2). */
  static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static JsonNode part(String jwt, int index) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]));
    } catch (IOException e) {
      throw new IllegalArgumentException("not a JWT", e);
    }
  }
}
