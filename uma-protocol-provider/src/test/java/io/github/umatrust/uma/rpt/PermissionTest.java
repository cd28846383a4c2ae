package io.github.umatrust.uma.rpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
