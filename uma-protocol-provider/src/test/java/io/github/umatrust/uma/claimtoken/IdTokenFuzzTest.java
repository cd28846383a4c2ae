package io.github.umatrust.uma.claimtoken;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Whatever a client pushes is read as a signed JWT, or is none; what is read is not yet believed.
 */
class IdTokenFuzzTest {

  @FuzzTest
  void isASignedJwtOrNone(byte[] input) {
    String sent = new String(input, StandardCharsets.UTF_8);
    check(IdToken.parse(sent));
    // As header and content of a JWT, which no fuzzer finds by itself.
    int cut = Math.max(0, sent.indexOf('}') + 1);
    check(
        IdToken.parse(
            part(sent.substring(0, cut)) + "." + part(sent.substring(cut)) + "." + part("s")));
  }

  private static void check(Optional<IdToken> read) {
    read.ifPresent(
        token -> {
          assertThat(token.algorithm()).isNotEmpty().isNotEqualToIgnoringCase("none");
          assertThat(token.header().has("enc")).isFalse();
          assertThat(token.header().has("crit")).isFalse();
          assertThat(token.issuer()).isNotNull();
        });
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
