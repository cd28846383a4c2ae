package io.github.umatrust.obligations.merkle;

/** A tile that is needed is not there: it was pruned, or the log is not whole. */
public class MissingTileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Tile tile;

  public MissingTileException(Tile tile) {
    super("there is no " + tile.path());
    this.tile = tile;
  }

  /** The tile that is not there. */
  public Tile tile() {
    return tile;
  }
}
