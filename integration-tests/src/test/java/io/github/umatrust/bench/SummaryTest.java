package io.github.umatrust.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SummaryTest {

  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of(List.of(7.0), new Summary(7, 7, 7, 7, 7)),
        Arguments.of(List.of(2.0, 1.0), new Summary(1, 1.25, 1.5, 1.75, 2)),
        Arguments.of(List.of(5.0, 1.0, 3.0), new Summary(1, 2, 3, 4, 5)),
        Arguments.of(List.of(4.0, 1.0, 3.0, 2.0), new Summary(1, 1.75, 2.5, 3.25, 4)),
        Arguments.of(List.of(1.0, 100.0, 1.0, 1.0, 1.0), new Summary(1, 1, 1, 1, 100)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void tellsMiddleAndSpread(List<Double> samples, Summary summary) {
    assertThat(Summary.of(samples)).isEqualTo(summary);
  }

  @Test
  void tellsWhatAShareIsNotAbove() {
    assertThat(Summary.quantile(List.of(3.0, 1.0, 2.0), 0.95)).isEqualTo(2.9);
    assertThat(Summary.quantile(List.of(3.0, 1.0, 2.0), 0.5)).isEqualTo(2);
  }

  @Test
  void nothingHasNoMiddle() {
    assertThatThrownBy(() -> Summary.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Summary.quantile(List.of(), 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
