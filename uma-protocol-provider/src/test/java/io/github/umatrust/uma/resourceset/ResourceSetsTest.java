package io.github.umatrust.uma.resourceset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceSetsTest {

  @Test
  void idsAreWhatKeycloakGivesAndAdministratorsChoose() {
    assertThat(ResourceSets.mayBeId(UUID.randomUUID().toString(), 36)).isTrue();
    assertThat(ResourceSets.mayBeId("album-7", 36)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a\u0000", "\ud800", "ä", "0123456789012345678901234567890123456"})
  void whatNoDatabaseHoldsIsNoId(String id) {
    assertThat(ResourceSets.mayBeId(id, 36)).isFalse();
  }
}
