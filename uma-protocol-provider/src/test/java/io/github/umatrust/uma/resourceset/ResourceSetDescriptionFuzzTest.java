package io.github.umatrust.uma.resourceset;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** A description that is taken can be kept, and is given back as it was; any other is refused. */
class ResourceSetDescriptionFuzzTest {

  private static final int COLUMN = 255;

  @FuzzTest
  void isKeptAsItIsOrABadRequest(byte[] input) {
    ResourceSetDescription description;
    List<String> values;
    try {
      description = ResourceSetDescription.of(JsonRequest.of(input), Set.of());
      values = ExtensionMembers.toValues(description.extensions());
    } catch (UmaException e) {
      assertThat(e.status()).isEqualTo(400);
      assertThat(e.error()).isEqualTo("invalid_request");
      return;
    }
    assertThat(values).allMatch(v -> v.length() <= COLUMN && v.chars().allMatch(c -> c < 0x80));
    // As text: 1e0 is written as 1, which is the same number of another kind.
    assertThat(ExtensionMembers.ofValues(values)).hasToString(description.extensions().toString());

    String answer = description.toJson().toString();
    // Halves of surrogate pairs cannot be sent as they are.
    if (StandardCharsets.UTF_8.newEncoder().canEncode(answer)) {
      ResourceSetDescription again =
          ResourceSetDescription.of(
              JsonRequest.of(answer.getBytes(StandardCharsets.UTF_8)), Set.of());
      assertThat(again.toJson()).hasToString(answer);
      assertThat(Revision.of(again)).isEqualTo(Revision.of(description));
    }
  }
}
