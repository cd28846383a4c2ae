package io.github.umatrust.uma.claimtoken;

import static io.github.umatrust.uma.claimtoken.Jwts.RS256;
import static io.github.umatrust.uma.claimtoken.Jwts.base64url;
import static io.github.umatrust.uma.claimtoken.Jwts.jwt;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdTokenTest {

  private static final String CLAIMS = "{\"iss\":\"https://idp.test\",\"sub\":\"s\"}";

  @Test
  void aJwtIsTakenAsItIs() {
    String jwt = jwt(RS256, CLAIMS);
    IdToken token = IdToken.parse(jwt).orElseThrow();
    assertThat(token.jwt()).isEqualTo(jwt);
    assertThat(token.issuer()).isEqualTo("https://idp.test");
    assertThat(token.algorithm()).isEqualTo("RS256");
    assertThat(token.claims().path("sub").asText()).isEqualTo("s");
  }

  @Test
  void aJwtInBase64urlIsDecodedOnce() {
    String jwt = jwt(RS256, CLAIMS);
    assertThat(IdToken.parse(base64url(jwt)).map(IdToken::jwt)).contains(jwt);
    assertThat(IdToken.parse(base64url(base64url(jwt)))).isEmpty();
  }

  @Test
  void theTokenIsNotInItsText() {
    IdToken token = Jwts.token(CLAIMS);
    assertThat(token.toString()).doesNotContain(token.jwt()).doesNotContain("idp.test");
  }

  static Stream<String> noSignedJwts() {
    return Stream.of(
        "garbage",
        "!!",
        "a.b",
        "a.b.c",
        "....",
        jwt(RS256, "[]"),
        jwt(RS256, "{"),
        jwt(RS256, "{\"sub\":\"a\",\"sub\":\"b\"}"),
        jwt(RS256, "{\"exp\":\"soon\"}"),
        jwt(RS256, "[".repeat(30) + "]".repeat(30)),
        jwt("{\"typ\":\"JWT\"}", CLAIMS),
        jwt("{\"alg\":null}", CLAIMS),
        jwt("{\"alg\":\"none\"}", CLAIMS),
        jwt("{\"alg\":\"NONE\"}", CLAIMS),
        jwt("{\"alg\":\"RS257\"}", CLAIMS),
        jwt("{\"alg\":\"RS256\",\"alg\":\"none\"}", CLAIMS),
        jwt("{\"alg\":\"RS256\",\"enc\":\"A128GCM\"}", CLAIMS),
        jwt("{\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":false}", CLAIMS),
        jwt("[]", CLAIMS),
        jwt(RS256, CLAIMS) + ".x.y",
        jwt(RS256, CLAIMS) + "=",
        " " + jwt(RS256, CLAIMS),
        base64url(RS256) + "." + base64url(CLAIMS) + ".",
        base64url(RS256) + "." + base64url(CLAIMS));
  }

  @ParameterizedTest
  @MethodSource("noSignedJwts")
  void whatIsNoSignedJwtIsRefused(String token) {
    assertThat(IdToken.parse(token)).isEmpty();
  }
}
