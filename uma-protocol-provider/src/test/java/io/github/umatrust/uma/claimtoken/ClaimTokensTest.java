package io.github.umatrust.uma.claimtoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTokensTest {

  private static final String ELEMENT = "{\"format\":\"f\",\"token\":\"t\"}";

  @Test
  void aRequestWithoutTheMemberPushesNone() {
    assertThat(ClaimTokens.of(request("{\"ticket\":\"x\"}")).isEmpty()).isTrue();
  }

  @Test
  void anEmptyArrayPushesNone() {
    assertThat(ClaimTokens.of(request("{\"claim_tokens\":[]}")).isEmpty()).isTrue();
  }

  @Test
  void tenTokensAreTakenAndMembersOfOthersAreIgnored() {
    String element = "{\"format\":\"f\",\"token\":\"t\",\"more\":[1]}";
    assertThat(ClaimTokens.of(request("{\"claim_tokens\":[" + times(element, 10) + "]}")).isEmpty())
        .isFalse();
  }

  @Test
  void aTokenMayBeLongerThanOtherTexts() {
    assertThat(ClaimTokens.of(withToken("a".repeat(ClaimToken.MAX_TOKEN))).isEmpty()).isFalse();
    assertRefused(withToken("a".repeat(ClaimToken.MAX_TOKEN + 1)), "token is longer than 16384");
  }

  @Test
  void elevenTokensAreTooMany() {
    assertRefused(
        request("{\"claim_tokens\":[" + times(ELEMENT, 11) + "]}"),
        "claim_tokens has more than 10 elements");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                            | claim_tokens must be an array",
        "\"text\"                      | claim_tokens must be an array",
        "null                          | claim_tokens must be an array",
        "[null]                        | claim_tokens must have objects only",
        "[\"text\"]                    | claim_tokens must have objects only",
        "[{\"token\":\"t\"}]           | format is missing",
        "[{\"format\":\"f\"}]          | token is missing",
        "[{\"format\":1,\"token\":\"t\"}] | format must be text",
        "[{\"format\":\"f\",\"token\":{}}] | token must be text",
        "[{\"format\":\"f\",\"token\":\" \"}] | token is empty",
      })
  void aFaultIsNamed(String claimTokens, String description) {
    assertRefused(request("{\"claim_tokens\":" + claimTokens + "}"), description);
  }

  private static void assertRefused(JsonRequest request, String description) {
    assertThatExceptionOfType(UmaException.class)
        .isThrownBy(() -> ClaimTokens.of(request))
        .withMessageStartingWith(description)
        .matches(e -> e.status() == 400 && e.error().equals("invalid_request"));
  }

  private static JsonRequest withToken(String token) {
    return request("{\"claim_tokens\":[{\"format\":\"f\",\"token\":\"" + token + "\"}]}");
  }

  private static String times(String element, int count) {
    return String.join(",", Collections.nCopies(count, element));
  }

  private static JsonRequest request(String json) {
    return JsonRequest.of(json.getBytes(StandardCharsets.UTF_8));
  }
}
