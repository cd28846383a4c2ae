package io.github.umatrust.uma.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UmaSettingsTest {

  @Test
  void nothingSetIsTheDefaults() {
    assertThat(UmaSettings.of(name -> null)).isEqualTo(UmaSettings.DEFAULTS);
  }

  @Test
  void areReadAsTheyAreWritten() {
    UmaSettings settings = new UmaSettings(60, 30, true, Introduction.ANY, true, false, 7, true);
    assertThat(UmaSettings.of(settings.toAttributes()::get)).isEqualTo(settings);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "' 86400 ', 86400", "0, 300", "-1, 300", "86401, 300", "x, 300", "'', 300"})
  void aLifespanThatMakesNoSenseIsTheDefault(String value, int seconds) {
    assertThat(UmaSettings.of(Map.of(UmaSettings.TICKET_LIFESPAN, value)::get).ticketLifespan())
        .isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({"none, NONE", "registered, REGISTERED", "any, ANY", "ANY, NONE", "all, NONE"})
  void whatIsNotUnderstoodIntroducesNobody(String value, Introduction introduction) {
    assertThat(UmaSettings.of(Map.of(UmaSettings.INTRODUCTION, value)::get).introduction())
        .isEqualTo(introduction);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "yes, false", "'', false"})
  void whatIsNotUnderstoodAsksNoOwner(String value, boolean asked) {
    assertThat(UmaSettings.of(Map.of(UmaSettings.ACCESS_REQUESTS, value)::get).accessRequests())
        .isEqualTo(asked);
  }
}
