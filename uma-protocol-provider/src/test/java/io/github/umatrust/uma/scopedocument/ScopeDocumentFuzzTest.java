package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;

/** What another server serves as a scope document is a name and a picture on the web, or none. */
class ScopeDocumentFuzzTest {

  private static final int COLUMN = 255;

  @FuzzTest
  void isATextAndAWebAddressOrNone(byte[] input) {
    ScopeDocument document;
    try {
      document = ScopeDocument.parse(input);
    } catch (ScopeDocumentException e) {
      return;
    }
    assertThat(document.name()).isNotBlank().hasSizeLessThanOrEqualTo(COLUMN);
    assertThat(document.name().chars()).noneMatch(Character::isISOControl);
    String icon = document.iconUri();
    if (icon != null) {
      assertThat(URI.create(icon).getScheme()).matches("(?i)https?");
    }
  }
}
