package io.github.umatrust.obligations.merkle;

/** A hash in a tile is not the one that the level below gives. */
public class TileMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Tile tile;
  private final long index;

  public TileMismatchException(Tile tile, long index) {
    super(
        "a hash of "
            + tile.path()
            + " is not the one of the "
            + (tile.level() == 0 ? "entry" : "tile below"));
    this.tile = tile;
    this.index = index;
  }

  /** The tile with the hash. */
  public Tile tile() {
    return tile;
  }

  /** Index of the first entry below the hash. */
  public long index() {
    return index;
  }
}
