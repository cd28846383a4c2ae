package io.github.umatrust.obligations.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An id that rows of the journal are found by: eight bytes of its SHA-256 are in an index, and the
 * id itself is compared with what that finds.
 *
 * <p>These ids are random, so each row touches another page of the index. What that costs, the
 * request and whoever writes the pages to the disk, grows with the index, and strings of forty
 * characters make it five times as large.
 */
public enum IndexedId {
  TOKEN("token"),
  REFRESH_TOKEN("refreshToken"),
  TICKET("ticket");

  private final String attribute;

  IndexedId(String attribute) {
    this.attribute = attribute;
  }

  /** What is in the index for this id; null for null. */
  public static @Nullable Long hash(@Nullable String id) {
    return id == null ? null : Long.valueOf(hashOf(Bounded.key(id, Bounded.ID)));
  }

  private static long hashOf(String id) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(id.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * That a row of the journal has this id.
   *
   * @param row the row's name in the query
   * @param parameter the id's name in the query, see {@link #values}
   */
  public String condition(String row, String parameter) {
    return "%1$s.%2$sHash = :%3$sHash and %1$s.%2$sId = :%3$s".formatted(row, attribute, parameter);
  }

  /** The parameters of a {@link #condition}. */
  public static Map<String, Object> values(String parameter, String id) {
    String bounded = Bounded.key(id, Bounded.ID);
    return Map.of(parameter, bounded, parameter + "Hash", hashOf(bounded));
  }
}
