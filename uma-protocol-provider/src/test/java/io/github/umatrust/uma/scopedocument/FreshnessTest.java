package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "max-age=600 | 600",
        "public, Max-Age=600 | 600",
        "max-age=\"600\" | 600",
        "max-age=0 | 60",
        "max-age=59 | 60",
        "max-age=61 | 61",
        "max-age=86400 | 86400",
        "max-age=86401 | 86400",
        "max-age=99999999999999999999 | 86400",
        "max-age=00000000000000000600 | 600",
        "max-age=900, max-age=600 | 600",
        "no-store | 60",
        "max-age=600, no-store | 60",
        "no-cache | 60",
        "max-age= | 3600",
        "max-age=-1 | 3600",
        "max-age=1.5 | 3600",
        "max-age=\" | 3600",
        "s-maxage=600 | 3600",
        "private | 3600",
        "`` | 3600"
      })
  void isWhatTheServerSaysWithinBounds(String cacheControl, long seconds) {
    assertThat(Freshness.of(List.of(cacheControl))).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void anHourWhenTheServerSaysNothing() {
    assertThat(Freshness.of(List.of())).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void severalHeadersAreOne() {
    assertThat(Freshness.of(List.of("max-age=900", "no-store"))).isEqualTo(Duration.ofMinutes(1));
  }
}
