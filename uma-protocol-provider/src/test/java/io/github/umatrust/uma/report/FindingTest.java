package io.github.umatrust.uma.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {

  @ParameterizedTest
  @CsvSource({
    "ALLOW, true, true, GAINED",
    "ALLOW, true, false, UNVERIFIED",
    "ALLOW, false, true, CONTRADICTION",
    "ALLOW, false, false, CONTRADICTION",
    "DENY, true, true, ANSWERED",
    "DENY, true, false, ANSWERED",
    "DENY, false, true, ANSWERED",
    "DENY, false, false, ANSWERED",
    "CHALLENGE, true, true, ANSWERED",
    "CHALLENGE, false, false, ANSWERED",
  })
  void onlyGivingAccessCanContradictOrBeGained(
      Decision decision, boolean covered, boolean unrevoked, Finding finding) {
    assertThat(Finding.of(decision, covered, () -> unrevoked)).isEqualTo(finding);
  }
}
