package io.github.umatrust.obligations.query;

import java.util.List;

/**
 * How far one request walks through an index in search of something that may be rare. Most pages
 * fill within a short stretch; what does not is looked for in a longer one, and then the answer
 * says where to go on.
 *
 * @param first rows of the short stretch
 * @param all rows of both
 */
record Stretches(int first, int all) {

  /** What the server does. */
  static final Stretches DEFAULT = new Stretches(200, 5000);

  /** The lengths of the stretches for a page of this size, one after the other. */
  List<Integer> forPageOf(int max) {
    int begin = Math.max(first, max);
    return begin < all ? List.of(begin, all - begin) : List.of(begin);
  }
}
