package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.merkle.Hash;
import io.github.umatrust.obligations.merkle.MissingTileException;
import io.github.umatrust.obligations.merkle.Tile;
import io.github.umatrust.obligations.merkle.TileReader;
import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The table of tiles. Its rows are read and changed by statements, never kept in the persistence
 * context: they are large, and another node may have let them grow.
 */
final class Tiles implements TileReader {

  private final EntityManager entityManager;
  private final String realmId;

  Tiles(EntityManager entityManager, String realmId) {
    this.entityManager = entityManager;
    this.realmId = realmId;
  }

  /** A tile, or the entries of a bundle, cut to the width asked for; empty if there is less. */
  Optional<byte[]> find(Tile tile) {
    List<byte[]> rows =
        entityManager
            .createQuery(
                "select t.hashes from LogTileEntity t where t.realmId = :realm"
                    + " and t.tileLevel = :level and t.tileIndex = :index",
                byte[].class)
            .setParameter("realm", realmId)
            .setParameter("level", tile.level())
            .setParameter("index", tile.index())
            .getResultList();
    int length = tile.width() * Hash.LENGTH;
    return rows.stream()
        .filter(hashes -> hashes.length >= length)
        .map(hashes -> hashes.length == length ? hashes : Arrays.copyOf(hashes, length))
        .findAny();
  }

  @Override
  public byte[] read(Tile tile) {
    return find(tile).orElseThrow(() -> new MissingTileException(tile));
  }

  /** Adds the first part of a tile. */
  void insert(Tile tile, byte[] hashes) {
    LogTileEntity row = LogTileEntity.of(realmId, tile, hashes);
    entityManager.persist(row);
    entityManager.flush();
    entityManager.detach(row);
  }

  /**
   * Lets a tile grow.
   *
   * @throws LogException when there is none of that width
   */
  void grow(Tile tile, int fromWidth, byte[] hashes) {
    int rows =
        entityManager
            .createQuery(
                "update LogTileEntity t set t.width = :width, t.hashes = :hashes"
                    + " where t.realmId = :realm and t.tileLevel = :level"
                    + " and t.tileIndex = :index and t.width = :before")
            .setParameter("width", tile.width())
            .setParameter("hashes", hashes)
            .setParameter("realm", realmId)
            .setParameter("level", tile.level())
            .setParameter("index", tile.index())
            .setParameter("before", fromWidth)
            .executeUpdate();
    if (rows != 1) {
      throw new LogException("the log has no " + tile.path() + " that could grow");
    }
  }

  /** Drops the entries and leaf hashes of whole tiles below an index. */
  int prune(long minIndex) {
    return entityManager
        .createQuery(
            "delete from LogTileEntity t where t.realmId = :realm"
                + " and t.tileLevel in (:entries, :leaves) and t.tileIndex < :index")
        .setParameter("realm", realmId)
        .setParameter("entries", Tile.ENTRIES)
        .setParameter("leaves", 0)
        .setParameter("index", minIndex / Tile.FULL)
        .executeUpdate();
  }
}
