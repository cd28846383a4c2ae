package io.github.umatrust.obligations.merkle;

/** Where the tiles of a tree are read from. */
@FunctionalInterface
public interface TileReader {

  /**
   * The hashes of a tile, 32 bytes each, as many as it is wide.
   *
   * @throws MissingTileException when it is not there
   */
  byte[] read(Tile tile);
}
