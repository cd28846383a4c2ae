package io.github.umatrust.obligations.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IndexedIdTest {

  /** {@code printf %s abc | sha256sum | cut -c-16}, and so for the others. */
  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c14",
    "abc, ba7816bf8f01cfea",
    "trrtcc:8f0d, ca1b50159ab25427",
    "é, 4a99557e4033c353",
  })
  void isTheBeginningOfItsSha256(String id, String begins) {
    assertThat(IndexedId.hash(id)).isEqualTo(Long.parseUnsignedLong(begins, 16));
  }

  @Test
  void nothingHasNoHash() {
    assertThat(IndexedId.hash(null)).isNull();
  }

  @Test
  void whatIsLookedForIsWhatIsStored() {
    String huge = "t".repeat(4000);
    assertThat(IndexedId.values("token", huge))
        .isEqualTo(Map.of("token", Bounded.id(huge), "tokenHash", IndexedId.hash(huge)));
    assertThat(IndexedId.hash(huge)).isEqualTo(IndexedId.hash(Bounded.id(huge)));
  }

  /** Two ids can have one hash. */
  @ParameterizedTest
  @EnumSource(IndexedId.class)
  void theIdIsComparedToo(IndexedId id) {
    assertThat(id.condition("j", "wanted"))
        .matches("j\\.(\\w+)Hash = :wantedHash and j\\.\\1Id = :wanted");
  }
}
