package io.github.umatrust.obligations.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The coordinates of a tile or of an entry bundle (C2SP tlog-tiles).
 *
 * @param level 0 for the hashes of entries, up to 63; {@link #ENTRIES} for the entries themselves
 * @param index position within the level, from 0
 * @param width how many hashes or entries it holds, from 1 to 256; it is partial below 256
 */
public record Tile(int level, long index, int width) {

  /** The level of entry bundles. */
  public static final int ENTRIES = -1;

  /** Width of a full tile. */
  public static final int FULL = 256;

  /** A tile of one level stands for 256 hashes of the level below. */
  static final int BITS = 8;

  private static final int MAX_LEVEL = 63;
  private static final String PREFIX = "tile/";
  private static final String ENTRIES_NAME = "entries";
  private static final Pattern PATH =
      Pattern.compile(
          PREFIX
              + "(?<level>entries|0|[1-9][0-9]?)/"
              + "(?<index>(?:x[0-9]{3}/){0,6}[0-9]{3})"
              + "(?:\\.p/(?<width>[1-9][0-9]{0,2}))?");

  /**
   * @throws IllegalArgumentException when there can be no such tile
   */
  public Tile {
    if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
      throw new IllegalArgumentException(
          "no tile: level " + level + ", index " + index + ", width " + width);
    }
  }

  /**
   * Reads a path such as {@code tile/0/x001/x234/067.p/112} or {@code tile/entries/000}.
   *
   * @throws IllegalArgumentException when it is written in any other way than {@link #path()} does
   */
  public static Tile parse(String path) {
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the path of a tile");
    }
    String level = matcher.group("level");
    String width = matcher.group("width");
    long index;
    try {
      index = Long.parseLong(matcher.group("index").replace("x", "").replace("/", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the index of a tile is too great", e);
    }
    int partial = width == null ? FULL : Integer.parseInt(width);
    if (width != null && partial >= FULL) {
      throw new IllegalArgumentException("a full tile has no width in its path");
    }
    Tile tile =
        new Tile(level.equals(ENTRIES_NAME) ? ENTRIES : Integer.parseInt(level), index, partial);
    if (!tile.path().equals(path)) {
      throw new IllegalArgumentException("the index of a tile has more digits than it needs");
    }
    return tile;
  }

  /** The path, below the log's prefix. */
  public String path() {
    StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x%03d/".formatted(rest % 1000));
    }
    path.insert(0, PREFIX + (level == ENTRIES ? ENTRIES_NAME : level) + "/");
    if (width < FULL) {
      path.append(".p/").append(width);
    }
    return path.toString();
  }

  /** Index of the first entry that is in it or below it. */
  public long firstEntry() {
    return (index * FULL) << (BITS * Math.max(level, 0));
  }

  /** Whether a tree of this size has this tile, or one that begins with it. */
  public boolean isIn(long size) {
    return widthAt(level, index, size) >= width;
  }

  /**
   * How wide a tree of this size has the tile, or entry bundle, at a place; 0 where it has none.
   */
  public static int widthAt(int level, long index, long size) {
    long hashes = hashes(level, size);
    if (index < hashes / FULL) {
      return FULL;
    }
    return index == hashes / FULL ? (int) (hashes % FULL) : 0;
  }

  /** How many hashes, or entries, all tiles of a level hold in a tree of this size. */
  public static long hashes(int level, long size) {
    int shift = BITS * Math.max(level, 0);
    return shift >= Long.SIZE ? 0 : size >> shift;
  }

  /**
   * All tiles of a tree, level by level, the last of each level partial unless it is full; without
   * entry bundles.
   *
   * @param size the size of the tree; meant for trees whose tiles fit in memory
   */
  public static List<Tile> of(long size) {
    List<Tile> tiles = new ArrayList<>();
    for (int level = 0; hashes(level, size) > 0; level++) {
      long last = hashes(level, size) / FULL;
      for (long index = 0; index <= last; index++) {
        int width = widthAt(level, index, size);
        if (width > 0) {
          tiles.add(new Tile(level, index, width));
        }
      }
    }
    return tiles;
  }
}
