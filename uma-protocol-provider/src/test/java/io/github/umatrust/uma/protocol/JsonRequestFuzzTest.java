package io.github.umatrust.uma.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whatever is sent is read as JSON within its limits, or is a bad request. */
class JsonRequestFuzzTest {

  private static final int MOST = 3;

  @FuzzTest
  void isReadWithinItsLimitsOrABadRequest(byte[] input) {
    JsonRequest request = orRefused(() -> JsonRequest.of(input));
    if (request != null) {
      isWithinLimits(request);
      String written = request.object().toString();
      // Halves of surrogate pairs cannot be sent as they are.
      if (StandardCharsets.UTF_8.newEncoder().canEncode(written)) {
        JsonRequest again = JsonRequest.of(written.getBytes(StandardCharsets.UTF_8));
        // As text: 1e0 is written as 1, which is the same number of another kind.
        assertThat(again.object()).as("what is kept is read again").hasToString(written);
      }
    }
    List<JsonRequest> several = orRefused(() -> JsonRequest.ofArray(input, MOST));
    if (several != null) {
      assertThat(several).hasSizeBetween(1, MOST);
      several.forEach(JsonRequestFuzzTest::isWithinLimits);
    }
  }

  private static void isWithinLimits(JsonRequest request) {
    request
        .object()
        .fieldNames()
        .forEachRemaining(
            member -> {
              String text = orRefused(() -> request.requiredText(member));
              if (text != null) {
                isText(text);
              }
              List<String> texts = orRefused(() -> request.requiredTexts(member, MOST));
              if (texts != null) {
                assertThat(texts).hasSizeBetween(1, MOST).doesNotHaveDuplicates();
                texts.forEach(JsonRequestFuzzTest::isText);
              }
              List<JsonRequest> objects = orRefused(() -> request.optionalObjects(member, MOST));
              assertThat(objects == null ? List.of() : objects).hasSizeLessThanOrEqualTo(MOST);
            });
  }

  private static void isText(String text) {
    assertThat(text).isNotBlank().hasSizeLessThanOrEqualTo(JsonRequest.MAX_TEXT);
    assertThat(text.chars()).noneMatch(Character::isISOControl);
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }

  private static <T> @Nullable T orRefused(Supplier<T> read) {
    try {
      return read.get();
    } catch (UmaException e) {
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.error()).isEqualTo("invalid_request");
      return null;
    }
  }
}
