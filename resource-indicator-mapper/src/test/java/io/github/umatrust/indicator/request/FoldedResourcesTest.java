package io.github.umatrust.indicator.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorValidation;

class FoldedResourcesTest {

  private static final String A = "https://a.example/";

  static Stream<List<String>> whatIsFoldedComesOutAgain() {
    return Stream.of(
        List.of(A),
        List.of(A, "https://b.example/?q=ä&x=\"'{}"),
        List.of(""),
        List.of(A, A),
        List.of(FoldedResources.fold(List.of(A))),
        List.of("x".repeat(2500)));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsFoldedComesOutAgain(List<String> values) {
    String folded = FoldedResources.fold(values);
    assertThat(FoldedResources.unfold(folded)).isEqualTo(values);
    assertThat(FoldedResources.unfold(List.of(folded))).isEqualTo(values);
    assertThat(FoldedResources.isReserved(folded)).isTrue();
    // Keycloak's own check lets it pass, and its length limit does too.
    assertThat(ResourceIndicatorValidation.isValidResourceIndicator(folded)).isTrue();
    assertThat(folded.length()).isLessThan(4000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        A,
        "urn:uma-trust-resources:",
        "urn:uma-trust-resources:*",
        "urn:uma-trust-resources:W10",
        "urn:uma-trust-resources:W251bGxd",
        "urn:uma-trust-resources:bnVsbA",
        "urn:uma-trust-resources:e30",
        "URN:uma-trust-resources:WyJhIl0"
      })
  void whatWasNotFoldedStaysAsItIs(String value) {
    assertThat(FoldedResources.unfold(value)).containsExactly(value);
  }

  @Test
  void theReservedPrefixIsRecognisedInAnyCase() {
    assertThat(FoldedResources.isReserved("URN:UMA-Trust-Resources:WyJhIl0")).isTrue();
    assertThat(FoldedResources.isReserved("urn:client:a")).isFalse();
    assertThat(FoldedResources.unfoldNullable(null)).isEmpty();
  }

  static Stream<Arguments> claims() {
    return Stream.of(
        Arguments.of("\"" + A + "\"", List.of(A)),
        Arguments.of("[\"" + A + "\"]", List.of(A)),
        Arguments.of("[\"" + A + "\",\"b\"]", List.of(A, "b")),
        Arguments.of("[\"" + A + "\",null,7]", List.of(A, "null", "7")),
        Arguments.of("[]", List.of("[]")),
        Arguments.of("null", List.of("null")),
        Arguments.of("{}", List.of("{}")),
        Arguments.of("42", List.of("42")));
  }

  @ParameterizedTest
  @MethodSource
  void claims(String json, List<String> values) throws Exception {
    assertThat(FoldedResources.ofClaim(new ObjectMapper().readTree(json))).isEqualTo(values);
  }
}
