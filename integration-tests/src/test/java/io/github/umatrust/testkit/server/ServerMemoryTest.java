package io.github.umatrust.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerMemoryTest {

  private static final String METRICS =
      """
      # HELP jvm_memory_used_bytes The amount of used memory
      jvm_memory_used_bytes{area="heap",id="Eden Space"} 1.5E7
      jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 500.0
      jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.0E7
      """;

  @Test
  void residentMemoryIsReadInBytes() {
    assertThat(ServerMemory.residentBytes(List.of("VmPeak:\t 900 kB", "VmRSS:\t  512 kB")))
        .isEqualTo(512 * 1024);
  }

  @Test
  void noResidentMemoryIsNotNone() {
    assertThatThrownBy(() -> ServerMemory.residentBytes(List.of("VmPeak:\t 900 kB")))
        .isInstanceOf(ServerException.class);
  }

  @Test
  void metricsAreSummedOverTheirLabels() {
    assertThat(ServerMemory.sum(METRICS, "jvm_memory_used_bytes\\{area=\"heap\",.*"))
        .isEqualTo(15_000_500);
  }

  @Test
  void aMetricThatIsNotThereIsNotZero() {
    assertThatThrownBy(() -> ServerMemory.sum(METRICS, "jvm_threads.*"))
        .isInstanceOf(ServerException.class);
  }
}
