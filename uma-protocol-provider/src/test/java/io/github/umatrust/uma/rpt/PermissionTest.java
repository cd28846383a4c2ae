package io.github.umatrust.uma.rpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionTest {

  @Test
  void isReadFromTheClaimOfAToken() {
    List<Map<String, Object>> claim =
        List.of(Map.of("resource_set_id", "s", "scopes", List.of("view"), "exp", 5, "later", true));
    assertThat(Permission.read(claim)).containsExactly(new Permission("s", List.of("view"), 5));
  }

  @Test
  void noClaimIsNoPermission() {
    assertThat(Permission.read(null)).isEmpty();
  }

  /** UMA Core 1.0.1 §3.4.2: the end of the token counts where it is the earlier one. */
  @ParameterizedTest
  @CsvSource({"100, 200, 100", "200, 100, 100", "100, 100, 100", "100, 0, 100", "100, , 100"})
  void endsWithTheTokenAtTheLatest(long permission, Long token, long end) {
    assertThat(new Permission("set", List.of("view"), permission).within(token).expiresAt())
        .isEqualTo(end);
  }

  @Test
  void holdsUntilItsEnd() {
    Permission permission = new Permission("set", List.of("view"), 100);
    assertThat(permission.holdsAt(99)).isTrue();
    assertThat(permission.holdsAt(100)).isFalse();
  }
}
