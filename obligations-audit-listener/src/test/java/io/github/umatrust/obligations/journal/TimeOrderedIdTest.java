package io.github.umatrust.obligations.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimeOrderedIdTest {

  @Test
  void idsSortByTimeThenBySequence() {
    List<String> ids = new ArrayList<>();
    for (long time = 1_700_000_000_000L; time < 1_700_000_000_003L; time++) {
      for (int sequence = 0; sequence < 4096; sequence += 100) {
        ids.add(TimeOrderedId.of(time, sequence));
      }
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void idIsAVersion7Uuid() {
    UUID id = UUID.fromString(TimeOrderedId.of(1_700_000_000_000L, 5000));
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1_700_000_000_000L);
  }
}
