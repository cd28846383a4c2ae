package io.github.umatrust.obligations.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileTest {

  @ParameterizedTest
  @CsvSource({
    "0, 1234067, 256, tile/0/x001/x234/067",
    "0, 1234067, 112, tile/0/x001/x234/067.p/112",
    "0, 0, 256, tile/0/000",
    "0, 999, 1, tile/0/999.p/1",
    "1, 1000, 255, tile/1/x001/000.p/255",
    "63, 1000000, 256, tile/63/x001/x000/000",
    "-1, 5, 256, tile/entries/005",
    "-1, 5, 17, tile/entries/005.p/17",
    "0, 9223372036854775807, 256, tile/0/x009/x223/x372/x036/x854/x775/807"
  })
  void pathsAreReadAsTheyAreWritten(int level, long index, int width, String path) {
    Tile tile = new Tile(level, index, width);
    assertThat(tile.path()).isEqualTo(path);
    assertThat(Tile.parse(path)).isEqualTo(tile);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile",
        "/tile/0/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x01/000",
        "tile/0/x001",
        "tile/0/X001/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/64/000",
        "tile/100/000",
        "tile/Entries/000",
        "tile/0/000/",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/1000",
        "tile/0/000.p/-1",
        "tile/0/000.p/1 ",
        "tile/0/000.P/1",
        "tile/0/000\n",
        "tile/8/0/000",
        "tile/0/\u0661\u0662\u0663",
        "tile/0/x009/x223/x372/x036/x854/x775/808",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x009/x223/x372/x036/x854/x775/807"
      })
  void otherPathsAreRefused(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> Tile.parse(path));
  }

  @ParameterizedTest
  @CsvSource({"-2, 0, 1", "64, 0, 1", "0, -1, 1", "0, 0, 0", "0, 0, 257"})
  void impossibleTilesAreRefused(int level, long index, int width) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Tile(level, index, width));
  }

  /** The example of tlog-tiles. */
  @Test
  void tilesOfATreeOf70000() {
    var count =
        Tile.of(70_000).stream()
            .collect(
                Collectors.groupingBy(
                    t -> t.level() + (t.width() == 256 ? " full" : " of " + t.width()),
                    Collectors.counting()));
    assertThat(count)
        .containsOnly(
            Map.entry("0 full", 273L),
            Map.entry("0 of 112", 1L),
            Map.entry("1 full", 1L),
            Map.entry("1 of 17", 1L),
            Map.entry("2 of 1", 1L));
  }

  @Test
  void emptyTilesDoNotExist() {
    assertThat(Tile.of(0)).isEmpty();
    assertThat(Tile.of(255)).containsExactly(new Tile(0, 0, 255));
    assertThat(Tile.of(256)).containsExactly(new Tile(0, 0, 256), new Tile(1, 0, 1));
    assertThat(Tile.of(257))
        .containsExactly(new Tile(0, 0, 256), new Tile(0, 1, 1), new Tile(1, 0, 1));
    assertThat(Tile.of(65_536)).hasSize(256 + 1 + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 0, false",
    "0, 0, 1, 1, true",
    "0, 0, 2, 1, false",
    "0, 0, 1, 300, true",
    "0, 0, 256, 255, false",
    "0, 0, 256, 256, true",
    "0, 1, 44, 300, true",
    "0, 1, 45, 300, false",
    "1, 0, 1, 255, false",
    "1, 0, 1, 256, true",
    "1, 0, 2, 300, false",
    "-1, 1, 44, 300, true",
    "-1, 1, 45, 300, false",
    "8, 0, 1, 9223372036854775807, false",
    "7, 0, 127, 9223372036854775807, true",
    "7, 0, 128, 9223372036854775807, false",
    "63, 0, 1, 9223372036854775807, false",
    "0, 9223372036854775807, 1, 9223372036854775807, false"
  })
  void treeHasTheTilesItHasGrownTo(int level, long index, int width, long size, boolean has) {
    assertThat(new Tile(level, index, width).isIn(size)).isEqualTo(has);
  }
}
