package io.github.umatrust.indicator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTextTest {

  @Test
  void onlyCharactersThatAnErrorDescriptionMayHold() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x100; c++) {
      all.append(c);
    }
    all.append('\u2028').append("\uD83D\uDE00");
    for (int i = 0; i < all.length(); i += 50) {
      String quoted = ErrorText.quote(all.substring(i, Math.min(i + 50, all.length())));
      assertThat(quoted).matches("'[\\x20\\x21\\x23-\\x26\\x28-\\x5B\\x5D-\\x7E]*'");
    }
  }

  @Test
  void aLongValueIsShortened() {
    assertThat(ErrorText.quote("a".repeat(100))).isEqualTo("'" + "a".repeat(100) + "'");
    assertThat(ErrorText.quote("a".repeat(101))).isEqualTo("'" + "a".repeat(100) + "...'");
  }
}
