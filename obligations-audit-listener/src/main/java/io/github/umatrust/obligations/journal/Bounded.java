package io.github.umatrust.obligations.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Values made to fit their columns, so that a row is never refused, and so never lost, because
 * somebody chose a long name or id. Text for people is shortened with an ellipsis; keys, which must
 * stay equal when equal and different when different, keep their beginning and end in a SHA-256.
 */
public final class Bounded {

  /** Length of id and name columns, in characters. */
  public static final int ID = 255;

  /** Length of lineage and end key columns, in characters. */
  public static final int KEY = 255;

  private static final String CUT = "~sha256:";

  private Bounded() {}

  /** The text, or its beginning and an ellipsis when it is longer than {@code max} characters. */
  public static String text(String value, int max) {
    if (value.length() <= max) {
      return value;
    }
    return value.substring(0, safeCut(value, max - 1)) + "…";
  }

  /** The key, or its beginning and its digest when it is longer than {@code max} characters. */
  public static String key(String value, int max) {
    if (value.length() <= max) {
      return value;
    }
    String digest = CUT + sha256(value);
    return value.substring(0, safeCut(value, max - digest.length())) + digest;
  }

  /** {@link #key(String, int)} for an id column; null stays null. */
  public static @Nullable String id(@Nullable String value) {
    return value == null ? null : key(value, ID);
  }

  /** Never between the two halves of a surrogate pair: databases refuse half a character. */
  private static int safeCut(String value, int at) {
    return Character.isHighSurrogate(value.charAt(at - 1)) ? at - 1 : at;
  }

  private static String sha256(String value) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
