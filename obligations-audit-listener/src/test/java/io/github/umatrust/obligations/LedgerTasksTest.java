package io.github.umatrust.obligations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

class LedgerTasksTest {

  @Test
  void retentionRunsOnServersThatDoNotLastADay() {
    Recording timer = new Recording();

    LedgerTasks.schedule(timer, () -> {}, () -> {});

    assertThat(timer.delays.get("obligations-retention"))
        .isPositive()
        .isLessThan(Duration.ofHours(1).toMillis());
    assertThat(timer.delays.get("obligations-sequencer")).isEqualTo(1000);
  }

  /** When tasks run first. */
  private static final class Recording implements TimerProvider {

    private final Map<String, Long> delays = new LinkedHashMap<>();

    @Override
    public void schedule(Runnable runnable, long intervalMillis, String taskName) {
      delays.put(taskName, intervalMillis);
    }

    @Override
    public void scheduleTask(ScheduledTask task, long intervalMillis, String taskName) {
      delays.put(taskName, intervalMillis);
    }

    @Override
    public void scheduleTask(
        ScheduledTask task, long initialDelayMillis, long intervalMillis, String taskName) {
      delays.put(taskName, initialDelayMillis);
    }

    @Override
    public TimerTaskContext cancelTask(String taskName) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, TimerTaskContext> getTasks() {
      return Map.of();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
