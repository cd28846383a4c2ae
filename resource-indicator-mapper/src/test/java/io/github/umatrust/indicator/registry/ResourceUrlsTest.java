package io.github.umatrust.indicator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResourceUrlsTest {

  static Stream<Arguments> attributes() {
    return Stream.of(
        Arguments.of(null, List.of()),
        Arguments.of("", List.of()),
        Arguments.of("##", List.of()),
        Arguments.of("https://a/", List.of("https://a/")),
        Arguments.of("https://a/##https://b", List.of("https://a/", "https://b")),
        Arguments.of(" https://a/ ## urn:example:b ##", List.of("https://a/", "urn:example:b")),
        Arguments.of("https://a/##relative##https://b/#f", List.of("https://a/")));
  }

  @ParameterizedTest
  @MethodSource("attributes")
  void readsTheValuesAsRegistered(@Nullable String attribute, List<String> registered) {
    assertThat(ResourceUrls.parse(attribute))
        .extracting(ResourceUrls.Entry::registered)
        .isEqualTo(registered);
  }

  @Test
  void keepsTheNormalFormBesideTheRegisteredOne() throws Exception {
    assertThat(ResourceUrls.parse("https://other/##HTTPS://A.example:443"))
        .contains(
            new ResourceUrls.Entry(
                ResourceUri.parse("https://a.example/"), "HTTPS://A.example:443"));
  }
}
