package io.github.umatrust.obligations.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds entries to a tree in tiles. It holds the tiles of the right edge, one for each level, and
 * hands out those that changed; a tile that became full is never touched again.
 */
public final class TileAppender {

  private final List<Edge> edges = new ArrayList<>();
  private final Map<Tile, byte[]> filled = new LinkedHashMap<>();
  private long size;

  /** The last tile of a level: not full, perhaps without a hash yet. */
  private static final class Edge {
    private final byte[] hashes = new byte[Tile.FULL * Hash.LENGTH];
    private long index;
    private int width;
    private boolean grown;

    byte[] bytes() {
      return Arrays.copyOf(hashes, width * Hash.LENGTH);
    }
  }

  /**
   * Begins at the right edge of a tree.
   *
   * @param size the tree's size
   * @param reader gives the partial tiles of the right edge; it is asked for no others
   * @throws MissingTileException when one is not there
   */
  public TileAppender(long size, TileReader reader) {
    this.size = size;
    for (int level = 0; Tile.hashes(level, size) > 0; level++) {
      Edge edge = new Edge();
      edge.index = Tile.hashes(level, size) / Tile.FULL;
      edge.width = Tile.widthAt(level, edge.index, size);
      if (edge.width > 0) {
        Tile tile = new Tile(level, edge.index, edge.width);
        byte[] hashes = reader.read(tile);
        if (hashes.length != edge.width * Hash.LENGTH) {
          throw new MissingTileException(tile);
        }
        System.arraycopy(hashes, 0, edge.hashes, 0, hashes.length);
      }
      edges.add(edge);
    }
  }

  /** How many entries the tree has now. */
  public long size() {
    return size;
  }

  /** The root of the tree as it is now. */
  public Hash root() {
    return new TiledTree(size, tile -> edges.get(tile.level()).bytes()).root();
  }

  /** Adds an entry by its hash. */
  public void append(Hash leaf) {
    append(0, leaf);
    size++;
  }

  private void append(int level, Hash hash) {
    if (level == edges.size()) {
      edges.add(new Edge());
    }
    Edge edge = edges.get(level);
    hash.copyTo(edge.hashes, edge.width);
    edge.width++;
    edge.grown = true;
    if (edge.width == Tile.FULL) {
      filled.put(new Tile(level, edge.index, Tile.FULL), edge.hashes.clone());
      edge.index++;
      edge.width = 0;
      edge.grown = false;
      append(level + 1, TiledTree.perfect(edge.hashes, 0, Tile.FULL));
    }
  }

  /**
   * The tiles that changed since this was asked before, by their coordinates as of now: those that
   * became full, and the partial ones that grew.
   */
  public Map<Tile, byte[]> changes() {
    Map<Tile, byte[]> changes = new LinkedHashMap<>(filled);
    filled.clear();
    for (int level = 0; level < edges.size(); level++) {
      Edge edge = edges.get(level);
      if (edge.grown) {
        changes.put(new Tile(level, edge.index, edge.width), edge.bytes());
        edge.grown = false;
      }
    }
    return changes;
  }
}
