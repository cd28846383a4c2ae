package io.github.umatrust.obligations.merkle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree of some size whose hashes are in tiles: its root and its proofs. Reads the tiles that it
 * needs and no others, each once; a proof in a tree of a million entries needs about six.
 *
 * <p>It believes what the tiles say. Who does not trust their source compares the root with a
 * signed one.
 */
public final class TiledTree {

  private final long size;
  private final TileReader reader;
  private final Map<Tile, byte[]> tiles = new HashMap<>();

  /**
   * @param size how many entries the tree has
   * @param reader gives the tiles of a tree that has at least so many
   * @throws IllegalArgumentException when the size is negative
   */
  public TiledTree(long size, TileReader reader) {
    if (size < 0) {
      throw new IllegalArgumentException("no tree has " + size + " entries");
    }
    this.size = size;
    this.reader = reader;
  }

  /**
   * The root (RFC 9162 §2.1.1).
   *
   * @throws MissingTileException when a tile is not there
   */
  public Hash root() {
    return size == 0 ? Hash.EMPTY_TREE : range(0, size);
  }

  /**
   * The hash of one entry.
   *
   * @throws IllegalArgumentException when the tree has no such entry
   * @throws MissingTileException when a tile is not there
   */
  public Hash leaf(long index) {
    checkIndex(index);
    return subtree(0, index);
  }

  /**
   * The proof that an entry is in the tree (RFC 9162 §2.1.3.1).
   *
   * @return the hashes from the entry's neighbour up to a child of the root
   * @throws IllegalArgumentException when the tree has no such entry
   * @throws MissingTileException when a tile is not there
   */
  public List<Hash> inclusion(long index) {
    checkIndex(index);
    List<Hash> path = new ArrayList<>();
    inclusion(index, 0, size, path);
    return path;
  }

  private void inclusion(long index, long from, long to, List<Hash> path) {
    if (to - from == 1) {
      return;
    }
    long split = split(from, to);
    if (index < split) {
      inclusion(index, from, split, path);
      path.add(range(split, to));
    } else {
      inclusion(index, split, to, path);
      path.add(range(from, split));
    }
  }

  /**
   * The proof that this tree is an earlier one with entries added (RFC 9162 §2.1.4.1). Empty for
   * the same size, and for a tree without entries, which every tree begins with.
   *
   * @param earlier the size of the earlier tree
   * @throws IllegalArgumentException when that is negative or greater than this one's
   * @throws MissingTileException when a tile is not there
   */
  public List<Hash> consistency(long earlier) {
    if (earlier < 0 || earlier > size) {
      throw new IllegalArgumentException(
          "a tree of " + size + " entries did not grow from one of " + earlier);
    }
    List<Hash> path = new ArrayList<>();
    if (earlier > 0 && earlier < size) {
      consistency(earlier, 0, size, true, path);
    }
    return path;
  }

  private void consistency(long earlier, long from, long to, boolean known, List<Hash> path) {
    if (earlier == to) {
      if (!known) {
        path.add(range(from, to));
      }
      return;
    }
    long split = split(from, to);
    if (earlier <= split) {
      consistency(earlier, from, split, known, path);
      path.add(range(split, to));
    } else {
      consistency(earlier, split, to, false, path);
      path.add(range(from, split));
    }
  }

  /** The hash of entries whose first begins a subtree at least as great as their number. */
  private Hash range(long from, long to) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int height = Long.numberOfTrailingZeros(count);
      return subtree(height, from >> height);
    }
    long split = split(from, to);
    return Hash.node(range(from, split), range(split, to));
  }

  private static long split(long from, long to) {
    return from + Long.highestOneBit(to - from - 1);
  }

  /** The hash of 2^height entries. */
  private Hash subtree(int height, long position) {
    int level = height / Tile.BITS;
    int inTile = height % Tile.BITS;
    long first = position << inTile;
    long index = first / Tile.FULL;
    Tile tile = new Tile(level, index, Tile.widthAt(level, index, size));
    byte[] hashes = tiles.computeIfAbsent(tile, this::read);
    return perfect(hashes, (int) (first % Tile.FULL), 1 << inTile);
  }

  private byte[] read(Tile tile) {
    byte[] hashes = reader.read(tile);
    if (hashes.length != tile.width() * Hash.LENGTH) {
      throw new MissingTileException(tile);
    }
    return hashes;
  }

  /** The hash above some neighbours in a tile, whose number is a power of two. */
  static Hash perfect(byte[] hashes, int from, int count) {
    if (count == 1) {
      return Hash.at(hashes, from);
    }
    int half = count / 2;
    return Hash.node(perfect(hashes, from, half), perfect(hashes, from + half, half));
  }

  private void checkIndex(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("a tree of " + size + " entries has no entry " + index);
    }
  }
}
