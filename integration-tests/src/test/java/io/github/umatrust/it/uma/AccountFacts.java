package io.github.umatrust.it.uma;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/** What people did before a test begins. */
public record AccountFacts(TestRealm realm) {

  /**
   * A person accepted terms.
   *
   * @return the id of the acceptance
   */
  public String accepted(String user, String resourceSet, String version, String text) {
    String id = UUID.randomUUID().toString();
    post(
        "acceptances",
        Map.of(
            "id",
            id,
            "user",
            realm.userId(user),
            "resource_set",
            resourceSet,
            "version",
            version,
            "hash",
            sha256(text),
            "language",
            "en",
            "client",
            realm.clientUuid("print-service"),
            "accepted_at",
            Instant.now().getEpochSecond()));
    return id;
  }

  /** A person supplied a claim, which counts for an hour. */
  public void supplied(String user, String resourceSet, String name, String value) {
    supplied(user, resourceSet, name, value, 3600);
  }

  /** A person supplied a claim that counts for so many seconds from now. */
  public void supplied(String user, String resourceSet, String name, String value, int seconds) {
    long now = Instant.now().getEpochSecond();
    post(
        "claims",
        Map.of(
            "user",
            realm.userId(user),
            "resource_set",
            resourceSet,
            "name",
            name,
            "value",
            value,
            "supplied_at",
            now,
            "expires_at",
            now + seconds));
  }

  public static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void post(String path, Map<String, ?> fact) {
    assertThat(Http.postJson(realm.issuer() + "/test/" + path, fact).status()).isEqualTo(204);
  }
}
