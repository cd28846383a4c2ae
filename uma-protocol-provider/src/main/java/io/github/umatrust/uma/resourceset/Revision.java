package io.github.umatrust.uma.resourceset;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.keycloak.crypto.HashException;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;

/**
 * The revision of a resource set (draft 00 of Resource Set Registration §3): a fingerprint of its
 * description, so that what an administrator changed is another revision, too.
 *
 * @param value the value of {@code _rev}
 */
record Revision(String value) {

  private static final int BYTES = 16;

  /** The revision of a description. */
  static Revision of(ResourceSetDescription description) {
    try {
      byte[] text = description.toJson().toString().getBytes(StandardCharsets.UTF_8);
      byte[] hash = HashUtils.hash(JavaAlgorithm.SHA256, text);
      return new Revision(
          Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES)));
    } catch (HashException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The entity tag (RFC 9110 §8.8.3). */
  String entityTag() {
    return "\"" + value + "\"";
  }

  /**
   * Whether the header {@code If-Match} is content with this revision (RFC 9110 §13.1.1). A weak
   * tag never is; a tag without quotes is taken, because clients of the draft send {@code _rev} as
   * they read it.
   *
   * @param lines the lines of the header
   */
  boolean matches(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Arrays.stream(line.split(",", -1)))
        .map(String::strip)
        .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag()) || tag.equals(value));
  }
}
