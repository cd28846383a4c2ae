package io.github.umatrust.obligations.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeUmaPathSegmentsTest {

  @ParameterizedTest
  @CsvSource({
    "/, /realms/acme/authz, realms acme authz",
    "/auth/, /auth/realms/acme/authz, realms acme authz",
    "/, //realms/acme//authz/, realms acme authz",
    "/, /realms/acme;a=b/authz;c, realms acme authz",
    "/, /realms/%61cme/authz, realms acme authz",
    "/, /realms/acme/uma/a%25_-b+c%2F, realms acme uma a%_-b+c/",
    "/, /realms/acme/%C3%A9, realms acme é",
    "/, /realms/acme/%zz, ''",
    "/, /realms/acme/%, ''"
  })
  void pathIsDecodedOnce(String base, String path, String segments) {
    assertThat(NativeUmaPath.segments(base, path))
        .isEqualTo(segments.isEmpty() ? List.of() : List.of(segments.split(" ")));
  }
}
