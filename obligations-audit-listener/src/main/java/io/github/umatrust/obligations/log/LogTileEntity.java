package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.merkle.Tile;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/**
 * A tile of the tree; on the level of entries, up to 256 entries. The last row of a level grows
 * until it is full and is never touched again.
 */
@Entity
@IdClass(LogTileEntity.Key.class)
@Table(name = "UT_OBLIGATION_TILE")
public class LogTileEntity {

  /** The primary key. */
  public record Key(String realmId, int tileLevel, long tileIndex) {}

  @Id
  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Id
  @Column(name = "TILE_LEVEL", nullable = false, updatable = false)
  private int tileLevel;

  @Id
  @Column(name = "TILE_INDEX", nullable = false, updatable = false)
  private long tileIndex;

  @Column(name = "WIDTH", nullable = false)
  private int width;

  @Column(name = "HASHES", length = 8192, nullable = false)
  private byte[] hashes = {};

  /**
   * A new row.
   *
   * @param hashes as many times 32 bytes as the tile is wide
   */
  static LogTileEntity of(String realmId, Tile tile, byte[] hashes) {
    LogTileEntity row = new LogTileEntity();
    row.realmId = realmId;
    row.tileLevel = tile.level();
    row.tileIndex = tile.index();
    row.width = tile.width();
    row.hashes = hashes;
    return row;
  }
}
