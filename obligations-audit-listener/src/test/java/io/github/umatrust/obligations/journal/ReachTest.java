package io.github.umatrust.obligations.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReachTest {

  static Stream<Reach> reaches() {
    return Stream.of(
        Reach.token("t"),
        Reach.ticket("t"),
        Reach.grant("s", "c", false),
        Reach.grant("s", "c", true),
        Reach.session("s", false),
        Reach.session("s", true),
        Reach.consent("f:1:a/b", "c"),
        Reach.user("u"),
        Reach.party("u"),
        Reach.client("c"));
  }

  @ParameterizedTest
  @MethodSource("reaches")
  void keyCanBeReadBack(Reach reach) {
    assertThat(Reach.ofKey(reach.key())).contains(reach);
  }

  @Test
  void keysOfDifferentKindsDiffer() {
    assertThat(reaches().map(Reach::key)).doesNotHaveDuplicates();
  }

  @Test
  void overlongKeyCanBeReadBack() {
    String key = Reach.token("t".repeat(1000)).key();
    assertThat(key).hasSizeLessThanOrEqualTo(Bounded.KEY);
    assertThat(Reach.ofKey(key).orElseThrow().key()).isEqualTo(key);
  }

  @Test
  void foreignKeyIsNone() {
    assertThat(Reach.ofKey("moon:1")).isEmpty();
  }
}
