package io.github.umatrust.uma.resourceset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongAttributeTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 249, 250, 251, 500, 16_384})
  void aTextComesBackInWhateverOrderItsPiecesCome(int length) {
    String text = "x".repeat(length);
    List<String> values = new ArrayList<>(LongAttribute.toValues(text));
    Collections.reverse(values);
    assertThat(LongAttribute.ofValues(values)).isEqualTo(text);
  }

  @Test
  void noPieceEndsWithinACharacter() {
    String text = "y" + "𝔘".repeat(600);
    assertThat(LongAttribute.toValues(text))
        .allSatisfy(
            v -> {
              assertThat(v).hasSizeLessThanOrEqualTo(255);
              assertThat(Character.isHighSurrogate(v.charAt(v.length() - 1))).isFalse();
            });
    assertThat(LongAttribute.ofValues(LongAttribute.toValues(text))).isEqualTo(text);
  }

  @Test
  void whatAnAdministratorWritesIsTheTextItself() {
    assertThat(LongAttribute.ofValues(List.of("Be good."))).isEqualTo("Be good.");
    assertThat(LongAttribute.ofValues(List.of("2026 terms"))).isEqualTo("2026 terms");
    assertThat(LongAttribute.ofValues(List.of())).isNull();
    assertThat(LongAttribute.ofValues(null)).isNull();
  }
}
