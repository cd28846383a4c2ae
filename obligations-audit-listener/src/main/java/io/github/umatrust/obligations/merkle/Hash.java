package io.github.umatrust.obligations.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash of the tree (RFC 9162 §2.1.1): of an entry, of a subtree or of all. */
public final class Hash {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  /** The root of the tree without entries. */
  public static final Hash EMPTY_TREE = new Hash(sha256().digest());

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A hash by its bytes.
   *
   * @throws IllegalArgumentException when they are not 32
   */
  public static Hash of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
    }
    return new Hash(bytes.clone());
  }

  /**
   * One of several hashes that follow each other.
   *
   * @param hashes their bytes
   * @param position which, from 0
   * @throws IndexOutOfBoundsException when there are not so many
   */
  public static Hash at(byte[] hashes, int position) {
    int from = Math.multiplyExact(position, LENGTH);
    if (from < 0 || from + LENGTH > hashes.length) {
      throw new IndexOutOfBoundsException("no hash " + position);
    }
    return new Hash(Arrays.copyOfRange(hashes, from, from + LENGTH));
  }

  /** The hash of an entry: SHA-256 of 0x00 and the entry. */
  public static Hash leaf(byte[] entry) {
    MessageDigest digest = sha256();
    digest.update(LEAF);
    digest.update(entry);
    return new Hash(digest.digest());
  }

  /** The hash of two neighbours: SHA-256 of 0x01, the left and the right one. */
  public static Hash node(Hash left, Hash right) {
    MessageDigest digest = sha256();
    digest.update(NODE);
    digest.update(left.bytes);
    digest.update(right.bytes);
    return new Hash(digest.digest());
  }

  /** The plain SHA-256 of some data. */
  public static Hash sha256(byte[] data) {
    return new Hash(sha256().digest(data));
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the 32 bytes into an array. */
  void copyTo(byte[] target, int position) {
    System.arraycopy(bytes, 0, target, position * LENGTH, LENGTH);
  }

  /** The bytes in base64, with padding. */
  public String toBase64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
