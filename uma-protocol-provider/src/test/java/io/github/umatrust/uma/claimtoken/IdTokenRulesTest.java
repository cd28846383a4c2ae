package io.github.umatrust.uma.claimtoken;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.uma.claimtoken.IdTokenRules.Expected;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdTokenRulesTest {

  private static final long NOW = 1_000_000;
  private static final int SKEW = 10;
  private static final Expected UNTYPED = new Expected("c", Set.of("s", "pairwise"), false, SKEW);
  private static final Expected TYPED = new Expected("c", Set.of("s"), true, SKEW);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        // what the token says beside sub, aud, iat and exp that would do | the rule it breaks
        "                                       | -",
        "\"sub\":\"pairwise\"                   | -",
        "\"aud\":[\"c\"]                        | -",
        "\"aud\":[\"c\",\"d\"],\"azp\":\"c\"    | -",
        "\"typ\":\"ID\"                         | -",
        "\"nbf\":1000010                        | -",
        "\"iat\":1000010                        | -",
        "\"iat\":999690                         | -",
        "\"exp\":1000001                        | -",
        "\"typ\":\"Bearer\"                     | NOT_AN_ID_TOKEN",
        "\"typ\":\"RPT\"                        | NOT_AN_ID_TOKEN",
        "\"typ\":\"Logout\"                     | NOT_AN_ID_TOKEN",
        "\"typ\":\"id\"                         | NOT_AN_ID_TOKEN",
        "\"events\":{}                          | NOT_AN_ID_TOKEN",
        "\"exp\":1000000                        | NOT_CURRENT",
        "\"exp\":0                              | NOT_CURRENT",
        "\"exp\":null                           | NOT_CURRENT",
        "\"iat\":999689                         | NOT_CURRENT",
        "\"iat\":1000011                        | NOT_CURRENT",
        "\"iat\":null                           | NOT_CURRENT",
        "\"iat\":-9223372036854775808           | NOT_CURRENT",
        "\"nbf\":1000011                        | NOT_CURRENT",
        "\"aud\":\"d\"                          | AUDIENCE",
        "\"aud\":[]                             | AUDIENCE",
        "\"aud\":null                           | AUDIENCE",
        "\"aud\":[\"c\",\"d\"]                  | AUDIENCE",
        "\"aud\":[\"c\",\"d\"],\"azp\":\"d\"    | AUDIENCE",
        "\"azp\":\"d\"                          | AUDIENCE",
        "\"aud\":\"d\",\"azp\":\"c\"            | AUDIENCE",
        "\"aud\":\"C\"                          | AUDIENCE",
        "\"sub\":\"other\"                      | SUBJECT",
        "\"sub\":\"S\"                          | SUBJECT",
        "\"sub\":\"\"                           | SUBJECT",
        "\"sub\":null                           | SUBJECT",
      })
  void aTokenMustKeepEveryRule(String members, Disbelief broken) {
    assertThat(IdTokenRules.broken(Jwts.token(claims(members)), UNTYPED, NOW).orElse(null))
        .isEqualTo(broken);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"JWT,-", "jwt,-", "at+jwt,NOT_AN_ID_TOKEN", "logout+jwt,NOT_AN_ID_TOKEN"})
  void theHeaderMaySayWhatTheTokenIs(String type, Disbelief broken) {
    IdToken token =
        Jwts.token("{\"alg\":\"RS256\",\"typ\":\"" + type + "\"}", claims("\"typ\":\"ID\""));
    assertThat(IdTokenRules.broken(token, TYPED, NOW).orElse(null)).isEqualTo(broken);
  }

  @Test
  void anIssuerThatTypesItsTokensMustSayItIsAnIdToken() {
    assertThat(IdTokenRules.broken(Jwts.token(claims("")), TYPED, NOW))
        .contains(Disbelief.NOT_AN_ID_TOKEN);
    assertThat(IdTokenRules.broken(Jwts.token(claims("\"typ\":\"ID\"")), TYPED, NOW)).isEmpty();
  }

  @Test
  void aClockCannotBeWrongByLessThanNothing() {
    Expected expected = new Expected("c", Set.of("s"), false, -60);
    assertThat(IdTokenRules.broken(Jwts.token(claims("")), expected, NOW)).isEmpty();
  }

  /** A token that would do, but for these members. */
  private static String claims(String members) {
    StringBuilder claims = new StringBuilder("{");
    String[] names = {"sub", "aud", "iat", "exp"};
    String[] values = {"\"s\"", "\"c\"", Long.toString(NOW), Long.toString(NOW + 3600)};
    String given = members == null ? "" : members;
    for (int i = 0; i < names.length; i++) {
      if (!given.contains("\"" + names[i] + "\":")) {
        claims.append('"').append(names[i]).append("\":").append(values[i]).append(',');
      }
    }
    if (given.isEmpty()) {
      claims.setLength(claims.length() - 1);
    }
    return claims.append(given).append('}').toString();
  }
}
