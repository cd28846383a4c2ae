package io.github.umatrust.obligations.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.clause.Interaction;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.Time;

class LedgerMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LedgerMetrics metrics = new LedgerMetrics(registry);

  @AfterEach
  void resetClock() {
    Time.setOffset(0);
  }

  @Test
  void eachMetricHasAHelpText() {
    assertThat(registry.getMeters())
        .isNotEmpty()
        .extracting(meter -> meter.getId().getDescription())
        .allSatisfy(help -> assertThat(help).isNotBlank().endsWith("."));
  }

  @Test
  void noMetricNamesARealm() {
    metrics.backlog("realm-1", 1, 1L);
    metrics.checkpoint("realm-1", 1);
    metrics.reconciled(Map.of("realm-1", 1L));

    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .allSatisfy(id -> assertThat(id.toString()).doesNotContain("realm-1"));
    assertThat(registry.getMeters()).hasSize(Interaction.values().length + 1 + 4 + 3 + 4);
  }

  @Test
  void entriesAreCountedByInteraction() {
    metrics.recorded(Interaction.PAT_ISSUED);
    metrics.recorded(null);

    assertThat(entries("pat_issued")).isEqualTo(1);
    assertThat(entries("end")).isEqualTo(1);
    assertThat(entries("aat_issued")).isZero();
  }

  @Test
  void theBacklogShrinksWhileItIsWorkedOff() {
    long now = Time.currentTimeMillis();
    metrics.backlog("a", 1200, now - 60_000);

    metrics.sequenced("a", 500, now - 40_000);
    assertThat(gauge("unsequenced")).isEqualTo(700);
    assertThat(gauge("unsequenced.age")).isBetween(40.0, 45.0);

    metrics.sequenced("a", 500, now - 50_000);
    assertThat(gauge("unsequenced.age")).as("an older row came late").isBetween(40.0, 45.0);

    metrics.sequenced("a", 500, now);
    assertThat(gauge("unsequenced")).as("more than were counted").isZero();

    metrics.sequenced("b", 1, now);
    assertThat(gauge("unsequenced")).as("nobody waited").isZero();
  }

  @Test
  void gaugesShowTheRealmThatIsWorstOff() {
    long now = Time.currentTimeMillis();
    metrics.backlog("a", 3, now - 60_000);
    metrics.backlog("b", 4, now - 5_000);
    metrics.checkpoint("a", now - 10_000);
    metrics.checkpoint("b", now - 90_000);

    assertThat(gauge("unsequenced")).isEqualTo(7);
    assertThat(gauge("unsequenced.age")).isBetween(60.0, 65.0);
    assertThat(gauge("checkpoint.age")).isBetween(90.0, 95.0);

    metrics.backlog("a", 0, null);
    metrics.published("b");
    assertThat(gauge("unsequenced")).isEqualTo(4);
    assertThat(gauge("unsequenced.age")).isBetween(5.0, 10.0);
    assertThat(gauge("checkpoint.age")).isBetween(10.0, 15.0);

    metrics.backlog("a", 3, now - 60_000);
    metrics.busy(Set.of("b"));
    assertThat(gauge("unsequenced")).as("another node has done it").isEqualTo(4);
    assertThat(gauge("checkpoint.age")).isZero();

    metrics.busy(Set.of());
    assertThat(gauge("unsequenced")).isZero();
    assertThat(gauge("unsequenced.age")).isZero();
    assertThat(gauge("checkpoint.age")).isZero();
  }

  @Test
  void reconcileLagCountsFromTheStartUntilItIsKnown() {
    assertThat(gauge("reconcile.lag")).isLessThan(5);

    Time.setOffset(120);
    assertThat(gauge("reconcile.lag")).isBetween(120.0, 125.0);
  }

  @Test
  void reconcileLagGrowsWhileNobodyCompletesAPass() {
    Map<String, Long> passes = Map.of("a", Time.currentTimeMillis());
    for (int interval = 0; interval < 10; interval++) {
      Time.setOffset(interval * 60);
      metrics.reconciled(passes);
      assertThat(gauge("reconcile.lag")).isBetween(interval * 60.0, interval * 60.0 + 5);
    }
  }

  @Test
  void failuresOfTheSequencerAreCounted() {
    metrics.sequencingFailed();

    assertThat(registry.get("umatrust.obligations.sequencing.failures").counter().count())
        .isEqualTo(1);
  }

  @Test
  void reconciledRealmsAreThoseOfTheLatestRun() {
    long now = Time.currentTimeMillis();
    metrics.reconciled(Map.of("a", now - 60_000, "b", now));
    assertThat(gauge("reconcile.lag")).isBetween(60.0, 65.0);

    metrics.reconciled(Map.of("b", now));
    assertThat(gauge("reconcile.lag")).isLessThan(5);

    metrics.reconciled(Map.of());
    assertThat(gauge("reconcile.lag")).isZero();
  }

  @Test
  void nothingFailsWhereNobodyListens() {
    LedgerMetrics unheard = new LedgerMetrics(new CompositeMeterRegistry());

    unheard.recorded(Interaction.PAT_ISSUED);
    unheard.refused(Refusal.DATABASE);
    unheard.missing(2);
    unheard.close();
  }

  @Test
  void nothingIsLeftWhenTheServerStops() {
    metrics.close();

    assertThat(registry.getMeters()).isEmpty();
  }

  private double entries(String interaction) {
    return registry
        .get("umatrust.obligations.entries")
        .tag("interaction", interaction)
        .counter()
        .count();
  }

  private double gauge(String name) {
    return registry.get("umatrust.obligations." + name).gauge().value();
  }
}
