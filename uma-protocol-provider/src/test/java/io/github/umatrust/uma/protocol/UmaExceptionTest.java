package io.github.umatrust.uma.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UmaExceptionTest {

  private static final Challenge BEARER = Challenge.bearer("r");

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(UmaException.invalidRequest("x"), 400, "invalid_request"),
        Arguments.of(UmaException.invalidResourceSetId(), 400, "invalid_resource_set_id"),
        Arguments.of(UmaException.invalidScope(), 400, "invalid_scope"),
        Arguments.of(UmaException.invalidTicket(), 400, "invalid_ticket"),
        Arguments.of(UmaException.expiredTicket(), 400, "expired_ticket"),
        Arguments.of(UmaException.notAuthorized(), 403, "not_authorized"),
        Arguments.of(UmaException.notFound(), 404, "not_found"),
        Arguments.of(UmaException.unsupportedMethodType("GET"), 405, "unsupported_method_type"),
        Arguments.of(UmaException.tokenMissing(BEARER), 401, "invalid_token"),
        Arguments.of(UmaException.invalidToken(BEARER), 401, "invalid_token"),
        Arguments.of(UmaException.insufficientScope(BEARER, "s", "d"), 403, "insufficient_scope"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void hasTheStatusAndCodeOfTheSpecification(UmaException error, int status, String code) {
    assertThat(error.status()).isEqualTo(status);
    assertThat(error.error()).isEqualTo(code);
  }

  static Stream<Arguments> realms() {
    return Map.of(
            "plain", "Bearer realm=\"plain\"",
            "with \"quotes\"", "Bearer realm=\"with \\\"quotes\\\"\"",
            "back\\slash", "Bearer realm=\"back\\\\slash\"",
            "zürich", "Bearer realm=\"z?rich\"",
            "two\r\nlines", "Bearer realm=\"two??lines\"")
        .entrySet()
        .stream()
        .map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @MethodSource("realms")
  void aRealmsNameCannotBreakOutOfTheChallenge(String realm, String challenge) {
    assertThat(UmaException.tokenMissing(Challenge.bearer(realm)).headers())
        .containsEntry("WWW-Authenticate", challenge);
  }

  @Test
  void aChallengeNamesTheSchemeInUse() {
    assertThat(UmaException.invalidToken(Challenge.dpop("r", "ES256 RS256")).headers())
        .containsEntry(
            "WWW-Authenticate",
            "DPoP realm=\"r\", error=\"invalid_token\","
                + " error_description=\"the access token is not valid\", algs=\"ES256 RS256\"");
  }
}
