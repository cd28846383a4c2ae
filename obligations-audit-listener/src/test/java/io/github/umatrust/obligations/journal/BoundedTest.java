package io.github.umatrust.obligations.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 254, 255})
  void whatFitsIsKept(int length) {
    String value = "x".repeat(length);
    assertThat(Bounded.text(value, 255)).isEqualTo(value);
    assertThat(Bounded.id(value)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 4000, 100_000})
  void whatDoesNotFitIsMadeToFit(int length) {
    String value = "x".repeat(length);
    assertThat(Bounded.text(value, 255)).hasSize(255).endsWith("…");
    assertThat(Bounded.key(value, 255)).hasSizeLessThanOrEqualTo(255).startsWith("xxx");
  }

  @Test
  void longKeysStayDifferentWhenTheyDifferOnlyAtTheEnd() {
    String same = "k".repeat(1000);
    assertThat(Bounded.key(same + "a", 255)).isNotEqualTo(Bounded.key(same + "b", 255));
    assertThat(Bounded.key(same + "a", 255)).isEqualTo(Bounded.key(same + "a", 255));
  }

  @Test
  void boundedKeyIsNotBoundedAgain() {
    String once = Bounded.key("k".repeat(1000), 400);
    assertThat(Bounded.key(once, 400)).isEqualTo(once);
  }

  @Test
  void charactersAreNotCutInHalf() {
    for (int padding = 240; padding < 260; padding++) {
      String value = "x".repeat(padding) + "\uD83D\uDE00".repeat(50);
      assertEncodable(Bounded.text(value, 255));
      assertEncodable(Bounded.key("x".repeat(padding - 80) + "\uD83D\uDE00".repeat(50), 255));
    }
  }

  private static void assertEncodable(String value) {
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(value)).as(value).isTrue();
    assertThat(value.length()).isLessThanOrEqualTo(255);
  }

  @Test
  void nullIdStaysNull() {
    assertThat(Bounded.id(null)).isNull();
  }
}
