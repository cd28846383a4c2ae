package io.github.umatrust.obligations.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeCheckTest {

  private static final TilesInMemory TILES = TilesInMemory.ofNumbers(66_000);

  private static Hash check(long size, long minIndex, TileReader tiles) {
    TreeCheck check = new TreeCheck(size);
    while (check.next() < size) {
      if (check.next() < minIndex) {
        check.addPruned(tiles);
      } else {
        check.add(tiles, leaves(check.nextTile()));
      }
    }
    return check.finish(tiles);
  }

  private static List<Hash> leaves(Tile tile) {
    return LongStream.range(0, tile.width())
        .mapToObj(i -> Hash.leaf(NaiveTree.number(tile.index() * 256 + i)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 255, 256, 257, 511, 512, 1_000, 65_535, 65_536, 65_537, 66_000})
  void verifiesEveryTileAndGivesTheRoot(long size) {
    TILES.takeRead();
    assertThat(check(size, 0, TILES)).isEqualTo(new TiledTree(size, TILES).root());
    TILES.takeRead();
    check(size, 0, TILES);
    assertThat(TILES.takeRead()).containsExactlyInAnyOrderElementsOf(Tile.of(size));
  }

  @ParameterizedTest
  @ValueSource(longs = {512, 1_000, 65_536, 66_000})
  void passesOverWhatWasPruned(long size) {
    TilesInMemory tiles = TilesInMemory.ofNumbers(66_000);
    tiles.drop(0, 0);
    tiles.drop(0, 1);
    assertThat(check(size, 512, tiles)).isEqualTo(new TiledTree(size, TILES).root());
    assertThatExceptionOfType(MissingTileException.class).isThrownBy(() -> check(size, 256, tiles));
  }

  /** Every tile of a tree of three levels, with a hash changed. */
  @Test
  void namesTheTileWithAnotherHash() {
    for (Tile wrong : Tile.of(65_700)) {
      if (wrong.level() == 0 && wrong.index() > 2 && wrong.index() < 254) {
        continue; // like its neighbours
      }
      int position = wrong.width() - 1;
      TileReader tiles =
          tile -> {
            byte[] hashes = TILES.read(tile);
            if (tile.equals(wrong)) {
              hashes[position * 32] ^= 1;
            }
            return hashes;
          };
      long span = (long) Math.pow(256, wrong.level());
      assertThatExceptionOfType(TileMismatchException.class)
          .isThrownBy(() -> check(65_700, 0, tiles))
          .satisfies(e -> assertThat(e.tile()).isEqualTo(wrong))
          .satisfies(e -> assertThat(e.index()).isEqualTo((wrong.index() * 256 + position) * span));
    }
  }

  @Test
  void shortTilesAreMissing() {
    assertThatExceptionOfType(MissingTileException.class)
        .isThrownBy(() -> check(2, 0, tile -> new byte[32]));
  }

  @Test
  void entriesComeTileByTile() {
    TreeCheck check = new TreeCheck(300);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check.add(TILES, leaves(new Tile(0, 0, 255))));
    check.add(TILES, leaves(check.nextTile()));
    assertThatIllegalStateException().isThrownBy(() -> check.finish(TILES));
    assertThat(check.nextTile()).isEqualTo(new Tile(0, 1, 44));
  }
}
