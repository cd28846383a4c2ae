package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateHostsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "photos.corp | https://photos.corp/a | true",
        "photos.corp | https://PHOTOS.corp:8443/a | true",
        "Photos.Corp:8443 | https://photos.corp:8443/a | true",
        "photos.corp:8443 | https://photos.corp/a | false",
        "photos.corp:443 | https://photos.corp/a | true",
        "photos.corp | https://a.photos.corp/a | false",
        "photos.corp | https://photos.corp.test/a | false",
        "photos.corp | https://corp/a | false",
        "photos.corp | https://photosxcorp/a | false",
        "mail.corp, photos.corp | https://photos.corp/a | true",
        "10.1.2.3 | https://10.1.2.3/a | true",
        "[::1]:8443 | https://[::1]:8443/a | true",
        "[::1] | https://[::1]:8443/a | true"
      })
  void areNamedExactly(String list, URI uri, boolean contained) {
    assertThat(PrivateHosts.of(list).contains(uri)).isEqualTo(contained);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  "})
  void areNoneUnlessNamed(String list) {
    assertThat(PrivateHosts.of(list).names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.corp",
        "a,,b",
        "a,",
        "https://photos.corp",
        "photos.corp/a",
        "photos.corp:",
        "photos.corp:0",
        "photos.corp:x",
        "::1",
        "user@photos.corp",
        "10.0.0.0/8",
        "two words"
      })
  void anythingElseIsRefused(String list) {
    assertThatIllegalArgumentException().isThrownBy(() -> PrivateHosts.of(list));
  }
}
