package io.github.umatrust.obligations.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * Verifies all tiles of a tree against its entries, from the first to the last, and gives the root.
 * It holds one tile of each level, whatever the size of the tree.
 */
public final class TreeCheck {

  private final long size;
  private final List<Level> levels = new ArrayList<>();
  private long next;

  /** What the tiles below gave for the tile that a level has come to. */
  private static final class Level {
    private final List<Hash> hashes = new ArrayList<>(Tile.FULL);
    private long index;
  }

  /**
   * @param size how many entries the tree has
   */
  public TreeCheck(long size) {
    this.size = size;
  }

  /** Index of the first entry that was not looked at yet. */
  public long next() {
    return next;
  }

  /** The tile of the entries to look at next; full, unless it is the last. */
  public Tile nextTile() {
    long index = next / Tile.FULL;
    return new Tile(0, index, Tile.widthAt(0, index, size));
  }

  /**
   * Takes the hashes of the next entries.
   *
   * @param tiles the tiles to verify
   * @param leaves as many as {@link #nextTile} is wide
   * @throws TileMismatchException when a tile has another hash
   * @throws MissingTileException when a tile is not there
   */
  public void add(TileReader tiles, List<Hash> leaves) {
    Tile tile = nextTile();
    if (leaves.size() != tile.width()) {
      throw new IllegalArgumentException(tile.width() + " hashes are next");
    }
    compare(tiles, tile, leaves);
    if (tile.width() == Tile.FULL) {
      add(tiles, 1, fold(leaves));
    } else {
      level(0).hashes.addAll(leaves);
    }
    next += tile.width();
  }

  /**
   * Passes over the next 256 entries, which were pruned with their tile: takes the hash of it from
   * the level above.
   *
   * @throws MissingTileException when the tile above is not there
   */
  public void addPruned(TileReader tiles) {
    long index = next / Tile.FULL;
    long above = index / Tile.FULL;
    byte[] hashes = tiles.read(new Tile(1, above, Tile.widthAt(1, above, size)));
    add(tiles, 1, Hash.at(hashes, (int) (index % Tile.FULL)));
    next += Tile.FULL;
  }

  /**
   * Verifies the tiles of the right edge and gives the root of the tree.
   *
   * @throws IllegalStateException when entries are left
   * @throws TileMismatchException when a tile has another hash
   * @throws MissingTileException when a tile is not there
   */
  public Hash finish(TileReader tiles) {
    if (next != size) {
      throw new IllegalStateException("entries from " + next + " on are left");
    }
    for (int number = 1; number < levels.size(); number++) {
      Level level = levels.get(number);
      if (!level.hashes.isEmpty()) {
        compare(tiles, new Tile(number, level.index, level.hashes.size()), level.hashes);
      }
    }
    return new TiledTree(size, this::verified).root();
  }

  /** The right edge, which is all that the root is made of. */
  private byte[] verified(Tile tile) {
    byte[] hashes = new byte[tile.width() * Hash.LENGTH];
    for (int i = 0; i < tile.width(); i++) {
      levels.get(tile.level()).hashes.get(i).copyTo(hashes, i);
    }
    return hashes;
  }

  private void add(TileReader tiles, int number, Hash hash) {
    Level level = level(number);
    level.hashes.add(hash);
    if (level.hashes.size() == Tile.FULL) {
      compare(tiles, new Tile(number, level.index, Tile.FULL), level.hashes);
      Hash above = fold(level.hashes);
      level.hashes.clear();
      level.index++;
      add(tiles, number + 1, above);
    }
  }

  private Level level(int number) {
    while (levels.size() <= number) {
      levels.add(new Level());
    }
    return levels.get(number);
  }

  private static void compare(TileReader tiles, Tile tile, List<Hash> expected) {
    byte[] hashes = tiles.read(tile);
    if (hashes.length != tile.width() * Hash.LENGTH) {
      throw new MissingTileException(tile);
    }
    for (int i = 0; i < tile.width(); i++) {
      if (!expected.get(i).equals(Hash.at(hashes, i))) {
        long position = tile.index() * Tile.FULL + i;
        throw new TileMismatchException(tile, position << (Tile.BITS * tile.level()));
      }
    }
  }

  /** The hash above neighbours whose number is a power of two. */
  private static Hash fold(List<Hash> hashes) {
    int count = hashes.size();
    if (count == 1) {
      return hashes.get(0);
    }
    return Hash.node(fold(hashes.subList(0, count / 2)), fold(hashes.subList(count / 2, count)));
  }
}
