package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingScopesTest {

  private final PendingScopes pending = new PendingScopes(3, 2);

  @Test
  void aScopeIsPendingOnce() {
    assertThat(pending.add("rs-1", "a")).isTrue();
    assertThat(pending.add("rs-1", "a")).isFalse();
    assertThat(pending.add("rs-2", "a")).isTrue();
    pending.remove("rs-1", "a");
    assertThat(pending.add("rs-1", "a")).isTrue();
  }

  @Test
  void oneResourceServerGetsAPart() {
    assertThat(pending.add("rs-1", "a")).isTrue();
    assertThat(pending.add("rs-1", "b")).isTrue();
    assertThat(pending.add("rs-1", "c")).isFalse();
    assertThat(pending.add("rs-2", "a")).isTrue();
  }

  @Test
  void allTogetherAreBounded() {
    assertThat(pending.add("rs-1", "a")).isTrue();
    assertThat(pending.add("rs-2", "a")).isTrue();
    assertThat(pending.add("rs-3", "a")).isTrue();
    assertThat(pending.add("rs-4", "a")).isFalse();
    pending.remove("rs-2", "a");
    pending.remove("rs-2", "a");
    assertThat(pending.add("rs-4", "a")).isTrue();
    assertThat(pending.add("rs-5", "a")).isFalse();
  }
}
