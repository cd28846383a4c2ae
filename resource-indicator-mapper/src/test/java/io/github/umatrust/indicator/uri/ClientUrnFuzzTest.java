package io.github.umatrust.indicator.uri;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any client id can be said in a {@code urn:client:} URN, and is read from it as it was. */
class ClientUrnFuzzTest {

  @FuzzTest
  void givesTheClientIdBack(byte[] input) throws InvalidResourceUriException {
    String clientId = new String(input, StandardCharsets.UTF_8);
    ResourceUri uri = ResourceUri.ofClient(clientId);
    assertThat(uri.clientId()).contains(clientId);
    if (!clientId.isEmpty() && uri.normalized().length() <= ResourceUri.MAX_LENGTH) {
      ResourceUri parsed = ResourceUri.parse(uri.normalized());
      assertThat(parsed).isEqualTo(uri);
      assertThat(parsed.clientId()).contains(clientId);
    }
  }
}
