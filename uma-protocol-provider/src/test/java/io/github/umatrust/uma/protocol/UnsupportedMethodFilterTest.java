package io.github.umatrust.uma.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnsupportedMethodFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/realms/r/uma/resource_set | GET, POST",
        "/realms/r/uma/resource_set/ | GET, POST",
        "realms/r/uma/resource_set/42 | GET, PUT, DELETE",
        "/auth/realms/r/uma/permission | POST",
        "/realms/r/uma/rpt | POST",
        "/realms/r/uma/introspect | POST",
        "/realms/r/uma/claims | GET",
        "/realms/r/uma/claims/42 | GET, POST",
        "/realms/r/uma/access_report | POST",
        "/realms/r/uma/revoke | POST",
        "/realms/r/uma/policy/42 | GET, PUT",
        "/realms/r/uma/policy/42/acceptances | GET",
        "/realms/r/uma/policy/42/permissions | DELETE",
        "/realms/r/uma/acceptances | GET",
        "/realms/r/uma/acceptances/42/ | DELETE",
        "/realms/r/uma/supplied_claims | GET, DELETE",
        "/auth/realms/r/uma/supplied_claims/42 | GET, DELETE"
      })
  void knowsTheMethodsOfEachEndpoint(String path, String methods) {
    assertThat(UnsupportedMethodFilter.allowed(path)).contains(methods);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/realms/r/uma",
        "/realms/r/uma/resource_set/42/43",
        "/realms/r/uma/policy",
        "/realms/r/uma/policy/42/other",
        "/realms/r/account",
        "/admin/realms/r/uma",
        "/realms/r/other/uma/rpt"
      })
  void leavesEverythingElseAlone(String path) {
    assertThat(UnsupportedMethodFilter.allowed(path)).isEmpty();
  }
}
