package io.github.umatrust.uma.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedTokensTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"alg\":\"RS256\"} | true",
        "{\"alg\":\"none\"} | true",
        "{} | false",
        "{\"alg\":null} | false",
        "{\"alg\":\"nonsense\"} | false",
        "null | false",
        "[] | false",
        "nonsense | false"
      })
  void aHeaderNamesAnAlgorithm(String header, boolean wellFormed) {
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8));
    assertThat(SignedTokens.isWellFormed(encoded + ".e30.c2ln")).isEqualTo(wellFormed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c.d", "%%%.e30.e30"})
  void whatHasNotThreePartsIsNone(String token) {
    assertThat(SignedTokens.isWellFormed(token)).isFalse();
  }
}
