package io.github.umatrust.obligations.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {

  /** Beyond this many entries only some pairs are tried. */
  private static final int SMALL = 300;

  private static final NaiveTree NAIVE = NaiveTree.ofNumbers();
  private static final TilesInMemory TILES = TilesInMemory.ofNumbers(66_000);

  /** The trees over eight entries that implementations of RFC 6962 are tested with. */
  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void publishedRoots(int size, String root) {
    List<String> entries =
        List.of(
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f");
    TilesInMemory tiles = new TilesInMemory();
    TileAppender appender = new TileAppender(0, tiles);
    for (String entry : entries.subList(0, size)) {
      appender.append(Hash.leaf(HexFormat.of().parseHex(entry)));
    }
    assertThat(appender.root()).hasToString(root);
    tiles.write(appender);
    assertThat(new TiledTree(size, tiles).root()).hasToString(root);
  }

  @Test
  void rootsAreThoseOfTheDefinition() {
    TileAppender appender = new TileAppender(0, TILES);
    for (int size = 0; size <= 66_000; size++) {
      if (size <= SMALL || size % 997 == 0 || Math.abs(size - 65_536) < 300) {
        Hash expected = Hash.of(NAIVE.hash(0, size));
        assertThat(new TiledTree(size, TILES).root()).as("size %d", size).isEqualTo(expected);
        assertThat(appender.root()).as("appended, size %d", size).isEqualTo(expected);
      }
      appender.append(Hash.leaf(NaiveTree.number(size)));
    }
  }

  @Test
  void everyInclusionProofOfSmallTrees() {
    for (int size = 1; size <= SMALL; size++) {
      for (int index = 0; index < size; index++) {
        checkInclusion(index, size);
      }
    }
  }

  @Test
  void inclusionProofsAroundFullTiles() {
    for (int size : new int[] {511, 512, 513, 1000, 65_535, 65_536, 65_537, 65_792, 65_793}) {
      for (int index : indexes(size)) {
        checkInclusion(index, size);
      }
    }
  }

  private static void checkInclusion(int index, int size) {
    TiledTree tree = new TiledTree(size, TILES);
    List<Hash> path = tree.inclusion(index);
    assertThat(path).as("%d in %d", index, size).isEqualTo(hashes(NAIVE.path(index, 0, size)));
    Hash leaf = Hash.leaf(NaiveTree.number(index));
    assertThat(tree.leaf(index)).isEqualTo(leaf);
    Hash root = Hash.of(NAIVE.hash(0, size));
    assertThat(Proofs.isIncluded(index, size, leaf, path, root)).isTrue();
  }

  @Test
  void everyConsistencyProofOfSmallTrees() {
    for (int size = 0; size <= SMALL; size++) {
      for (int earlier = 0; earlier <= size; earlier++) {
        checkConsistency(earlier, size);
      }
    }
  }

  @Test
  void consistencyProofsAroundFullTiles() {
    for (int size : new int[] {511, 512, 513, 1000, 65_535, 65_536, 65_537, 65_792, 65_793}) {
      for (int earlier : indexes(size)) {
        checkConsistency(earlier, size);
      }
    }
  }

  private static void checkConsistency(int earlier, int size) {
    List<Hash> path = new TiledTree(size, TILES).consistency(earlier);
    if (earlier > 0) {
      assertThat(path).as("%d to %d", earlier, size).isEqualTo(hashes(NAIVE.proof(earlier, size)));
    } else {
      assertThat(path).isEmpty();
    }
    assertThat(
            Proofs.isConsistent(
                earlier, size, Hash.of(NAIVE.hash(0, earlier)), Hash.of(NAIVE.hash(0, size)), path))
        .as("%d to %d", earlier, size)
        .isTrue();
  }

  private static int[] indexes(int size) {
    return new Random(size)
            .ints(40, 0, size)
            .boxed()
            .collect(
                () -> new ArrayList<>(List.of(0, 1, 254, 255, 256, 257, 510, size - 1)),
                List::add,
                List::addAll)
            .stream()
            .mapToInt(i -> i)
            .filter(i -> i < size)
            .toArray();
  }

  @Test
  void everyChangedInclusionProofIsRefused() {
    for (int size = 1; size <= 70; size++) {
      Hash root = Hash.of(NAIVE.hash(0, size));
      for (int index = 0; index < size; index++) {
        List<Hash> path = new TiledTree(size, TILES).inclusion(index);
        Hash leaf = Hash.leaf(NaiveTree.number(index));
        int i = index;
        int n = size;
        assertRefused(path, changed -> Proofs.isIncluded(i, n, leaf, changed, root));
        assertThat(Proofs.isIncluded(i, n, flipped(leaf), path, root)).isFalse();
        assertThat(Proofs.isIncluded(i, n, leaf, path, flipped(root))).isFalse();
        for (int other = -1; other <= size + 1; other++) {
          if (other != index) {
            assertThat(Proofs.isIncluded(other, n, leaf, path, root)).isFalse();
          }
        }
        assertThat(Proofs.isIncluded(i, i, leaf, path, root)).isFalse();
        assertThat(Proofs.isIncluded(-1 - i, n, leaf, path, root)).isFalse();
      }
    }
  }

  /** Another size can have the same path for an index; then the root is another one. */
  @Test
  void inclusionInATreeOfAnotherSizeIsRefused() {
    for (int size = 1; size <= 70; size++) {
      for (int other = 1; other <= 70; other++) {
        for (int index = 0; other != size && index < Math.min(size, other); index++) {
          List<Hash> path = new TiledTree(size, TILES).inclusion(index);
          assertThat(
                  Proofs.isIncluded(
                      index,
                      other,
                      Hash.leaf(NaiveTree.number(index)),
                      path,
                      Hash.of(NAIVE.hash(0, other))))
              .isFalse();
        }
      }
    }
  }

  @Test
  void everyChangedConsistencyProofIsRefused() {
    for (int size = 1; size <= 70; size++) {
      Hash root = Hash.of(NAIVE.hash(0, size));
      for (int earlier = 0; earlier <= size; earlier++) {
        Hash earlierRoot = Hash.of(NAIVE.hash(0, earlier));
        List<Hash> path = new TiledTree(size, TILES).consistency(earlier);
        int m = earlier;
        int n = size;
        assertRefused(path, changed -> Proofs.isConsistent(m, n, earlierRoot, root, changed));
        assertThat(Proofs.isConsistent(m, n, flipped(earlierRoot), root, path)).isFalse();
        if (m > 0) {
          assertThat(Proofs.isConsistent(m, n, earlierRoot, flipped(root), path)).isFalse();
        }
        assertThat(Proofs.isConsistent(n + 1, n, earlierRoot, root, path)).isFalse();
        assertThat(Proofs.isConsistent(-1, n, earlierRoot, root, path)).isFalse();
        for (int other = 1; other <= size; other++) {
          if (other != earlier) {
            assertThat(Proofs.isConsistent(other, n, earlierRoot, root, path)).isFalse();
          }
        }
      }
    }
  }

  private static void assertRefused(List<Hash> path, Predicate<List<Hash>> verifies) {
    for (int i = 0; i < path.size(); i++) {
      List<Hash> changed = new ArrayList<>(path);
      changed.set(i, flipped(path.get(i)));
      assertThat(verifies.test(changed)).isFalse();
      List<Hash> shorter = new ArrayList<>(path);
      shorter.remove(i);
      assertThat(verifies.test(shorter)).isFalse();
      List<Hash> doubled = new ArrayList<>(path);
      doubled.add(i, path.get(i));
      assertThat(verifies.test(doubled)).isFalse();
      if (i > 0) {
        List<Hash> swapped = new ArrayList<>(path);
        swapped.set(i, path.get(i - 1));
        swapped.set(i - 1, path.get(i));
        assertThat(verifies.test(swapped)).isFalse();
      }
    }
    List<Hash> longer = new ArrayList<>(path);
    longer.add(Hash.EMPTY_TREE);
    assertThat(verifies.test(longer)).isFalse();
  }

  private static Hash flipped(Hash hash) {
    byte[] bytes = hash.bytes();
    bytes[17] ^= 4;
    return Hash.of(bytes);
  }

  @Test
  void emptyTreesAreConsistentOnlyAsTheEmptyTree() {
    Hash other = Hash.leaf(new byte[0]);
    assertThat(Proofs.isConsistent(0, 0, Hash.EMPTY_TREE, Hash.EMPTY_TREE, List.of())).isTrue();
    assertThat(Proofs.isConsistent(0, 0, other, other, List.of())).isFalse();
    assertThat(Proofs.isConsistent(0, 1, other, other, List.of())).isFalse();
    assertThat(Proofs.isConsistent(0, 1, Hash.EMPTY_TREE, other, List.of(other))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 255, 256, 257, 1000})
  void batchesOfAnySizeGiveTheSameTiles(int batch) {
    int size = 3_000;
    TilesInMemory tiles = new TilesInMemory();
    for (int from = 0; from < size; from += batch) {
      // A new one for each batch, as each transaction has.
      TileAppender appender = new TileAppender(from, tiles);
      for (int i = from; i < Math.min(from + batch, size); i++) {
        appender.append(Hash.leaf(NaiveTree.number(i)));
      }
      tiles.write(appender);
      assertThat(appender.changes()).as("nothing twice").isEmpty();
    }
    assertThat(tiles.count()).isEqualTo(Tile.of(size).size());
    for (Tile tile : Tile.of(size)) {
      assertThat(tiles.read(tile)).isEqualTo(TILES.read(tile));
    }
  }

  @Test
  void appendingReadsTheRightEdgeAlone() {
    TILES.takeRead();
    new TileAppender(65_793, TILES).append(Hash.EMPTY_TREE);
    assertThat(TILES.takeRead())
        .containsExactlyInAnyOrder(new Tile(0, 257, 1), new Tile(1, 1, 1), new Tile(2, 0, 1));
    new TileAppender(65_536, TILES).append(Hash.EMPTY_TREE);
    assertThat(TILES.takeRead()).containsExactly(new Tile(2, 0, 1));
  }

  @Test
  void proofReadsFewTiles() {
    TILES.takeRead();
    new TiledTree(66_000, TILES).inclusion(300);
    assertThat(TILES.takeRead())
        .containsExactlyInAnyOrder(
            new Tile(0, 1, 256), new Tile(1, 0, 256), new Tile(0, 257, 208), new Tile(1, 1, 1));
  }

  @Test
  void prunedTreeStillProvesWhatIsLeft() {
    TilesInMemory tiles = TilesInMemory.ofNumbers(1_000);
    tiles.drop(0, 0);
    tiles.drop(0, 1);
    TiledTree tree = new TiledTree(1_000, tiles);

    assertThat(tree.root()).isEqualTo(Hash.of(NAIVE.hash(0, 1_000)));
    for (int index = 512; index < 1_000; index++) {
      assertThat(new TiledTree(1_000, tiles).inclusion(index))
          .isEqualTo(hashes(NAIVE.path(index, 0, 1_000)));
    }
    for (int earlier = 512; earlier <= 1_000; earlier++) {
      assertThat(new TiledTree(1_000, tiles).consistency(earlier))
          .isEqualTo(hashes(NAIVE.proof(earlier, 1_000)));
    }
    assertThatExceptionOfType(MissingTileException.class)
        .isThrownBy(() -> tree.inclusion(511))
        .satisfies(e -> assertThat(e.tile()).isEqualTo(new Tile(0, 1, 256)));
  }

  @Test
  void shortTilesAreTakenForMissing() {
    TileReader shortTiles = tile -> new byte[32];
    assertThatExceptionOfType(MissingTileException.class)
        .isThrownBy(() -> new TiledTree(2, shortTiles).root());
    assertThatExceptionOfType(MissingTileException.class)
        .isThrownBy(() -> new TileAppender(2, shortTiles));
  }

  @Test
  void whatATreeDoesNotHaveIsRefused() {
    TiledTree tree = new TiledTree(5, TILES);
    assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(5));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.inclusion(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.leaf(5));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.consistency(6));
    assertThatIllegalArgumentException().isThrownBy(() -> tree.consistency(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TiledTree(-1, TILES));
  }

  private static List<Hash> hashes(List<byte[]> hashes) {
    return hashes.stream().map(Hash::of).toList();
  }
}
