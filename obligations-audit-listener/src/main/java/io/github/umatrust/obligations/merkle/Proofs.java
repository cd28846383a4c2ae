package io.github.umatrust.obligations.merkle;

import java.util.List;

/**
 * Verifies proofs (RFC 9162 §2.1.3.2 and §2.1.4.2). A proof with a hash too many, too few or
 * changed is refused.
 */
public final class Proofs {

  private Proofs() {}

  /**
   * Whether an entry is in a tree.
   *
   * @param index the entry's index, from 0
   * @param size the tree's size
   * @param leaf the entry's hash
   * @param path the proof
   * @param root the tree's root
   */
  public static boolean isIncluded(long index, long size, Hash leaf, List<Hash> path, Hash root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = Hash.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = Hash.node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /**
   * Whether a tree is an earlier one with entries added. Every tree begins with the tree without
   * entries, whose root is always the same.
   *
   * @param earlier the earlier tree's size
   * @param size the later tree's size
   * @param earlierRoot the earlier tree's root
   * @param root the later tree's root
   * @param path the proof; empty for equal sizes and for the tree without entries
   */
  public static boolean isConsistent(
      long earlier, long size, Hash earlierRoot, Hash root, List<Hash> path) {
    if (earlier < 0 || earlier > size) {
      return false;
    }
    if (earlier == size) {
      return path.isEmpty()
          && earlierRoot.equals(root)
          && (size > 0 || root.equals(Hash.EMPTY_TREE));
    }
    if (earlier == 0) {
      return path.isEmpty() && earlierRoot.equals(Hash.EMPTY_TREE);
    }
    boolean whole = Long.bitCount(earlier) == 1;
    if (!whole && path.isEmpty()) {
      return false;
    }
    long node = earlier - 1;
    long last = size - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    Hash first = whole ? earlierRoot : path.get(0);
    Hash earlierHash = first;
    Hash hash = first;
    for (Hash sibling : whole ? path : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        earlierHash = Hash.node(sibling, earlierHash);
        hash = Hash.node(sibling, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        hash = Hash.node(hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 && earlierHash.equals(earlierRoot) && hash.equals(root);
  }
}
