package io.github.umatrust.obligations.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {

  @Test
  void emptyTreeIsTheHashOfNothing() {
    assertThat(Hash.EMPTY_TREE)
        .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Hash.sha256(new byte[0])).isEqualTo(Hash.EMPTY_TREE);
  }

  @Test
  void leafOfNothingIsNotTheEmptyTree() {
    assertThat(Hash.leaf(new byte[0]))
        .hasToString("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  }

  @Test
  void leafAndNodeAreApart() {
    Hash left = Hash.leaf(new byte[] {1});
    Hash right = Hash.leaf(new byte[] {2});
    byte[] both = Arrays.copyOf(left.bytes(), 64);
    System.arraycopy(right.bytes(), 0, both, 32, 32);

    assertThat(Hash.node(left, right)).isNotEqualTo(Hash.leaf(both));
    assertThat(Hash.node(left, right)).isNotEqualTo(Hash.node(right, left));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void hashHas32Bytes(int length) {
    assertThatIllegalArgumentException().isThrownBy(() -> Hash.of(new byte[length]));
  }

  @Test
  void valueCannotBeChangedFromOutside() {
    byte[] bytes = new byte[32];
    Hash hash = Hash.of(bytes);
    bytes[0] = 1;
    hash.bytes()[0] = 1;

    assertThat(hash).isEqualTo(Hash.of(new byte[32])).hasSameHashCodeAs(Hash.of(new byte[32]));
    assertThat(hash).isNotEqualTo(Hash.of(bytes)).isNotEqualTo("hash");
    assertThat(hash.toBase64()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  }

  @Test
  void hashesInARowAreCountedFromZero() {
    byte[] two = new byte[64];
    two[32] = 7;

    assertThat(Hash.at(two, 1).bytes()[0]).isEqualTo((byte) 7);
    assertThatThrownBy(() -> Hash.at(two, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Hash.at(two, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
