package io.github.umatrust.obligations.merkle;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The definitions of RFC 6962 §2.1 as they are written there, by recursion over the list of
 * entries; nothing of the code under test is used.
 */
final class NaiveTree {

  private final LongFunction<byte[]> entries;
  private final Map<Range, byte[]> hashes = new HashMap<>();

  private record Range(long from, long to) {}

  NaiveTree(LongFunction<byte[]> entries) {
    this.entries = entries;
  }

  /** The entries 0, 1, 2, … as eight bytes each. */
  static NaiveTree ofNumbers() {
    return new NaiveTree(NaiveTree::number);
  }

  static byte[] number(long index) {
    return ByteBuffer.allocate(Long.BYTES).putLong(index).array();
  }

  /** MTH(D[from:to]). */
  byte[] hash(long from, long to) {
    if (from == to) {
      return sha256();
    }
    if (to - from == 1) {
      return sha256(new byte[] {0}, entries.apply(from));
    }
    byte[] known = hashes.get(new Range(from, to));
    if (known == null) {
      long k = k(to - from);
      known = sha256(new byte[] {1}, hash(from, from + k), hash(from + k, to));
      hashes.put(new Range(from, to), known);
    }
    return known;
  }

  /** PATH(m, D[from:to]). */
  List<byte[]> path(long m, long from, long to) {
    if (to - from == 1) {
      return new ArrayList<>();
    }
    long k = k(to - from);
    List<byte[]> path;
    if (m < k) {
      path = path(m, from, from + k);
      path.add(hash(from + k, to));
    } else {
      path = path(m - k, from + k, to);
      path.add(hash(from, from + k));
    }
    return path;
  }

  /** PROOF(m, D[0:n]). */
  List<byte[]> proof(long m, long n) {
    return subproof(m, 0, n, true);
  }

  private List<byte[]> subproof(long m, long from, long to, boolean b) {
    long n = to - from;
    List<byte[]> proof;
    if (m == n) {
      proof = new ArrayList<>();
      if (!b) {
        proof.add(hash(from, to));
      }
      return proof;
    }
    long k = k(n);
    if (m <= k) {
      proof = subproof(m, from, from + k, b);
      proof.add(hash(from + k, to));
    } else {
      proof = subproof(m - k, from + k, to, false);
      proof.add(hash(from, from + k));
    }
    return proof;
  }

  /** The greatest power of two that is smaller than n. */
  private static long k(long n) {
    long k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
