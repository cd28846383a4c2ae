package io.github.umatrust.obligations.merkle;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tiles as a database keeps them: one per place, as wide as it has grown. */
final class TilesInMemory implements TileReader {

  private record Place(int level, long index) {}

  private final Map<Place, byte[]> tiles = new HashMap<>();
  private final Set<Tile> read = new HashSet<>();

  /** A tree of numbers. */
  static TilesInMemory ofNumbers(long size) {
    TilesInMemory tiles = new TilesInMemory();
    TileAppender appender = new TileAppender(0, tiles);
    for (long i = 0; i < size; i++) {
      appender.append(Hash.leaf(NaiveTree.number(i)));
    }
    tiles.write(appender);
    return tiles;
  }

  void write(TileAppender appender) {
    appender
        .changes()
        .forEach(
            (tile, hashes) -> {
              if (hashes.length != tile.width() * Hash.LENGTH) {
                throw new IllegalStateException(tile + " of " + hashes.length + " bytes");
              }
              tiles.put(new Place(tile.level(), tile.index()), hashes);
            });
  }

  void drop(int level, long index) {
    tiles.remove(new Place(level, index));
  }

  int count() {
    return tiles.size();
  }

  Set<Tile> takeRead() {
    Set<Tile> taken = new HashSet<>(read);
    read.clear();
    return taken;
  }

  @Override
  public byte[] read(Tile tile) {
    byte[] hashes = tiles.get(new Place(tile.level(), tile.index()));
    int length = tile.width() * Hash.LENGTH;
    if (hashes == null || hashes.length < length) {
      throw new MissingTileException(tile);
    }
    read.add(tile);
    return Arrays.copyOf(hashes, length);
  }
}
