package io.github.umatrust.indicator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any value can be repeated in an {@code error_description} (RFC 6749 §5.2). */
class ErrorTextFuzzTest {

  private static final String ALLOWED = "[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]";

  @FuzzTest
  void onlyCharactersThatAnErrorDescriptionMayHold(byte[] input) {
    String value = new String(input, StandardCharsets.UTF_8);
    String quoted = ErrorText.quote(value);
    assertThat(quoted).matches("'[^']*'").matches(ALLOWED + "*");
    boolean whole = value.length() <= ErrorText.MAX_VALUE_LENGTH;
    int shownLength = whole ? value.length() : ErrorText.MAX_VALUE_LENGTH;
    assertThat(quoted).hasSize(shownLength + (whole ? "''" : "'...'").length());
    for (int i = 0; i < shownLength; i++) {
      char c = value.charAt(i);
      boolean kept = c != '\'' && String.valueOf(c).matches(ALLOWED);
      assertThat(quoted.charAt(i + 1)).isEqualTo(kept ? c : '?');
    }
  }
}
