package io.github.umatrust.obligations.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  @Test
  void valuesAreQuotedWhereTheyMustBe() {
    assertThat(Csv.row(Arrays.asList("plain", "a,b", "say \"hi\"", "two\r\nlines", null, 7, true)))
        .isEqualTo("plain,\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",,7,true\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\uFF1D1"})
  void formulasAreText(String formula) {
    assertThat(Csv.row(List.of(formula))).isEqualTo("'" + formula + "\r\n");
  }

  @Test
  void lineEndsInFrontAreTextToo() {
    assertThat(Csv.row(List.of("\r=1"))).isEqualTo("\"'\r=1\"\r\n");
    assertThat(Csv.row(List.of("\n=1"))).isEqualTo("\"'\n=1\"\r\n");
  }

  @Test
  void numbersAreNoFormulas() {
    assertThat(Csv.row(List.of(-1L))).isEqualTo("-1\r\n");
  }
}
