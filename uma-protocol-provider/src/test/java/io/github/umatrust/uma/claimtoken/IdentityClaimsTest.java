package io.github.umatrust.uma.claimtoken;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.protocol.JsonRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityClaimsTest {

  private static final Verdict.Believed BELIEVED = new Verdict.Believed("https://idp.test", false);
  private static final Verdict.Believed TRUSTS_EMAIL =
      new Verdict.Believed("https://idp.test", true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        "\"a text \"          |`a text `",
        "\"true\"             |true",
        "true                 |true",
        "false                |false",
        "18                   |18",
        "-0                   |0",
        "1.50                 |1.5",
        "15e-1                |1.5",
        "1E+3                 |1000",
        "12345678901234567890 |12345678901234567890",
        "1e200                |1"
            + "00000000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000",
        "1e400                |-",
        "1e-400               |-",
        "1e2000000000         |-",
        "[\"b\",\"a\"]        |[\"b\",\"a\"]",
        "[ 1.0 , true, null ] |[1,true,null]",
        "{\"b\":1,\"a\":{\"d\":[],\"c\":{}}} |{\"a\":{\"c\":{},\"d\":[]},\"b\":1}",
        "{\"q\\\"\":\"\\\\\"} |{\"q\\\"\":\"\\\\\"}",
        "\"\"                 |-",
        "\" \"                |-",
        "null                 |-",
        "[]                   |-",
        "{}                   |-",
        "\"a\\u0000b\"        |-",
        "\"\\ud800\"          |-",
        "[\"a\\nb\"]          |-",
        "{\"a\\tb\":1}        |-",
      })
  void aValueHasOneForm(String json, String value) {
    assertThat(IdentityClaims.value(object("{\"c\":" + json + "}").path("c"))).isEqualTo(value);
  }

  @Test
  void aValueIsNeverCut() {
    String longest = "a".repeat(255);
    assertThat(of("{\"c\":\"" + longest + "\"}", "c"))
        .singleElement()
        .matches(claim -> claim.value().equals(longest));
    assertThat(of("{\"c\":\"" + longest + "a\"}", "c")).isEmpty();
    assertThat(of("{\"c\":[\"" + "a".repeat(252) + "\"]}", "c")).isEmpty();
  }

  @Test
  void onlyWhatIsWantedIsTaken() {
    assertThat(
            of(
                "{\"name\":\"Bob\",\"nickname\":\"b\",\"https://c.test/role\":\"x\"}",
                "https://c.test/role",
                "name",
                "missing"))
        .containsExactly(
            new SuppliedClaim("https://c.test/role", "x", "https://idp.test", "format"),
            new SuppliedClaim("name", "Bob", "https://idp.test", "format"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "typ",
        "azp",
        "nonce",
        "acr",
        "amr",
        "auth_time",
        "at_hash",
        "c_hash",
        "s_hash",
        "sid",
        "scope",
        "cnf"
      })
  void whatIsSaidOfTheTokenIsNoClaimAboutThePerson(String member) {
    assertThat(of("{\"" + member + "\":\"x\"}", member)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "email,        true,     true,  true",
    "email,        'true',   true,  true",
    "email,        false,    false, false",
    "email,        'no',     false, false",
    "email,        null,     false, false",
    "email,        absent,   false, true",
    "phone_number, true,     true,  true",
    "phone_number, false,    false, false",
    "phone_number, absent,   false, false",
  })
  void anAddressMustBeVerifiedByTheIssuer(
      String name, String verified, boolean taken, boolean takenWhereEmailIsTrusted) {
    String member =
        verified.equals("absent")
            ? ""
            : ",\"" + name + "_verified\":" + (verified.equals("no") ? "\"no\"" : verified);
    ObjectNode claims = object("{\"" + name + "\":\"x\"" + member + "}");
    Set<String> wanted = Set.of(name);
    assertThat(IdentityClaims.of(claims, BELIEVED, "format", wanted).isEmpty()).isNotEqualTo(taken);
    assertThat(IdentityClaims.of(claims, TRUSTS_EMAIL, "format", wanted).isEmpty())
        .isNotEqualTo(takenWhereEmailIsTrusted);
  }

  private static List<SuppliedClaim> of(String claims, String... wanted) {
    return IdentityClaims.of(object(claims), BELIEVED, "format", Set.of(wanted));
  }

  private static ObjectNode object(String json) {
    return JsonRequest.of(json.getBytes(StandardCharsets.UTF_8)).object();
  }
}
