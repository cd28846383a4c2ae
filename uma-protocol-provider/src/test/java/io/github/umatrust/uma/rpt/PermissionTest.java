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
        List.of(
            Map.of(
                "resource_set_id",
                "s",
                "scopes",
                List.of("view"),
                "iat",
                3,
                "exp",
                5,
                "ticket_id",
                "t",
                "later",
                true));
    assertThat(Permission.read(claim))
        .containsExactly(new Permission("s", List.of("view"), 3, 5, "t"));
  }

  @Test
  void noClaimIsNoPermission() {
    assertThat(Permission.read(null)).isEmpty();
  }

  /** UMA Core 1.0.1 §3.4.2: the end of the token counts where it is the earlier one. */
  @ParameterizedTest
  @CsvSource({"100, 200, 100", "200, 100, 100", "100, 100, 100", "100, 0, 100", "100, , 100"})
  void endsWithTheTokenAtTheLatest(long permission, Long token, long end) {
    assertThat(new Permission("set", List.of("view"), 1, permission, "t").within(token).expiresAt())
        .isEqualTo(end);
  }

  @Test
  void holdsUntilItsEnd() {
    Permission permission = new Permission("set", List.of("view"), 1, 100, "t");
    assertThat(permission.holdsAt(99)).isTrue();
    assertThat(permission.holdsAt(100)).isFalse();
  }

  /** A moment is a second: what was granted in it may have been granted before it, too. */
  @ParameterizedTest
  @CsvSource({"10, 9, false", "10, 10, true", "10, 11, true", "10, , false"})
  void isTakenBackWithAllThatWereGrantedUpToThen(long issued, Long notBefore, boolean takenBack) {
    assertThat(new Permission("set", List.of("view"), issued, 100, "t").isTakenBack(notBefore))
        .isEqualTo(takenBack);
  }

  @ParameterizedTest
  @CsvSource({
    "set, view, 100, true",
    "set, view, 99, true",
    "set, view, 101, false",
    "set, print, 50, false",
    "other, view, 50, false"
  })
  void coversWhatSaysNoMoreAndHoldsNoLonger(String set, String scope, long end, boolean covered) {
    Permission now = new Permission("set", List.of("view", "download"), 1, 100, "t");
    assertThat(now.covers(new Permission(set, List.of(scope), 1, end, "u"))).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({"view print, view print", "print, print", "edit print view, view print", "edit, ''"})
  void isLimitedToTheScopesThatRemain(String remaining, String left) {
    Permission limited =
        new Permission("set", List.of("view", "print"), 1, 100, "t")
            .limitedTo(List.of(remaining.split(" ", -1)));
    assertThat(limited)
        .isEqualTo(
            new Permission(
                "set", left.isEmpty() ? List.of() : List.of(left.split(" ", -1)), 1, 100, "t"));
  }
}
