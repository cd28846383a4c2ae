package io.github.umatrust.uma.claimsgathering;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.uma.requirement.RequiredClaim;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimInputTest {

  @ParameterizedTest
  @CsvSource({
    "email, , email, email",
    "phone_number, , tel, tel",
    "birthdate, , date, bday",
    "website, , url, url",
    "given_name, , text, given-name",
    "c1, urn:oid:0.9.2342.19200300.100.1.3, email, email",
    "employer, , text, off",
    "employer, urn:x, text, off",
  })
  void theNameTellsHowToAsk(
      String name, @Nullable String claimType, String type, String autocomplete) {
    ClaimInput input = of(name, claimType);
    assertThat(input.type()).isEqualTo(type);
    assertThat(input.autocomplete()).isEqualTo(autocomplete);
  }

  @ParameterizedTest
  @CsvSource({
    "email, b@x, ",
    "email, b x@y, EMAIL",
    "email, bob, EMAIL",
    "website, https://bob.test/?a, ",
    "website, javascript:alert(1), URL",
    "website, //bob.test, URL",
    "birthdate, 2001-12-31, ",
    "birthdate, 2001-13-31, DATE",
    "birthdate, 31.12.2001, DATE",
    "employer, anything, ",
    "employer, '', REQUIRED",
  })
  void valuesAreChecked(String name, String value, ClaimInput.@Nullable Fault fault) {
    assertThat(of(name, null).faultOf(value)).isEqualTo(fault);
  }

  @Test
  void whatCannotBeKeptIsNotTaken() {
    ClaimInput input = of("employer", null);
    assertThat(input.faultOf("x".repeat(255))).isNull();
    assertThat(input.faultOf("x".repeat(256))).isEqualTo(ClaimInput.Fault.TOO_LONG);
    assertThat(input.faultOf("a\u0000")).isEqualTo(ClaimInput.Fault.CHARACTERS);
    assertThat(input.faultOf("\ud83d")).isEqualTo(ClaimInput.Fault.CHARACTERS);
    assertThat(input.faultOf("\ud83d\ude00")).isNull();
  }

  private static ClaimInput of(String name, @Nullable String claimType) {
    return ClaimInput.of(new RequiredClaim(name, null, claimType, List.of(), List.of(), List.of()));
  }
}
