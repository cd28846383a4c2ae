package io.github.umatrust.obligations.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.Time;

class LedgerHealthTest {

  private final LedgerHealth health = new LedgerHealth();

  @AfterEach
  void resetClock() {
    Time.setOffset(0);
  }

  @Test
  void refusalCountsUntilSomethingIsRecordedAgain() {
    assertThat(health.troubles()).isEmpty();

    health.refused();
    assertThat(health.troubles()).containsOnlyKeys("recording");

    health.recorded();
    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void refusalOfLongAgoIsForgotten() {
    health.refused();
    Time.setOffset(61);

    assertThat(health.troubles()).as("or no request would ever come to record anything").isEmpty();
  }

  @Test
  void refusalOfBeforeTheClockWasSetBackIsForgotten() {
    health.refused();
    Time.setOffset(-3600);

    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void sequencingMayFailForAWhile() {
    health.sequencingFailed("a");
    assertThat(health.troubles()).isEmpty();

    Time.setOffset(61);
    health.sequencingFailed("a");
    assertThat(health.troubles()).containsOnlyKeys("sequencing");

    health.sequenced("b");
    assertThat(health.troubles()).isNotEmpty();
    health.sequenced("a");
    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void sequencerThatCannotEvenLookIsTroubleAfterAWhile() {
    health.sequencerSeesNothing();
    assertThat(health.troubles()).isEmpty();

    Time.setOffset(61);
    health.sequencerSeesNothing();
    assertThat(health.troubles()).containsOnlyKeys("sequencing");

    health.sequencerSees(Set.of("a"));
    assertThat(health.troubles()).isEmpty();
  }

  @Test
  void whatAnotherNodeHasSequencedIsNoTroubleOfThisOne() {
    health.sequencingFailed("a");
    health.sequencingFailed("b");
    Time.setOffset(61);

    health.sequencerSees(Set.of("b"));
    assertThat(health.troubles()).containsOnlyKeys("sequencing");

    health.sequencerSees(Set.of());
    assertThat(health.troubles()).isEmpty();
  }
}
