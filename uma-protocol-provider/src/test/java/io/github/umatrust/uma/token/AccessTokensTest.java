package io.github.umatrust.uma.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTokensTest {

  @ParameterizedTest
  @CsvSource({
    "uma_protection, true",
    "openid uma_protection, true",
    "uma_protection profile, true",
    "UMA_PROTECTION, false",
    "uma_protection2, false",
    "not_uma_protection, false",
    "'', false"
  })
  void aScopeIsAWholeWord(String granted, boolean has) {
    assertThat(AccessTokens.hasScope(granted, "uma_protection")).isEqualTo(has);
  }

  @Test
  void noScopeIsNoScope() {
    assertThat(AccessTokens.hasScope(null, "uma_protection")).isFalse();
  }
}
