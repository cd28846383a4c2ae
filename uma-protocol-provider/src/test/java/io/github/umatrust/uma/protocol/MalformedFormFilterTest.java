package io.github.umatrust.uma.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedFormFilterTest {

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "token=x, true",
    "token=a%20b+c, true",
    "token=%ff, true",
    "token=%, false",
    "token=%2, false",
    "token=%zz, false",
    "%-1=x, false"
  })
  void aPercentSignBeginsAByte(String form, boolean wellFormed) {
    assertThat(MalformedFormFilter.isWellFormed(form.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(wellFormed);
  }
}
