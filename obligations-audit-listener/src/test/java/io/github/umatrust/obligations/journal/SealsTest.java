package io.github.umatrust.obligations.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.obligations.journal.Seals.Section;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealsTest {

  @Test
  void everySectionHasASaltOfItsOwn() {
    Seals seals = Seals.fresh();

    assertThat(new HashSet<>(Arrays.stream(Section.values()).map(seals::of).toList()))
        .hasSize(Section.values().length)
        .allSatisfy(seal -> assertThat(seal).isInstanceOf(Seals.Salt.class));
    assertThat(Seals.fresh()).isNotEqualTo(seals);
  }

  @Test
  void sealsSurviveTheColumnOpenAndClosed() {
    String digest = "d".repeat(43);
    Seals seals = Seals.fresh();
    assertThat(Seals.ofText(seals.toText())).isEqualTo(seals);

    Seals closed = seals;
    for (Section section : Section.values()) {
      closed = closed.closed(section, new Seals.Digest(digest));
    }

    assertThat(Seals.ofText(closed.toText())).isEqualTo(closed);
    assertThat(closed.of(Section.GRANT)).isEqualTo(new Seals.Digest(digest));
    assertThat(closed.toText()).hasSizeLessThanOrEqualTo(Seals.LENGTH);
    assertThat(seals.of(Section.GRANT)).isInstanceOf(Seals.Salt.class);
  }

  @Test
  void saltsAreNotShown() {
    Seals seals = Seals.fresh();

    assertThat(seals.toString()).doesNotContain(((Seals.Salt) seals.of(Section.RECORD)).value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "r", "r:", "x:abc", "r=abc"})
  void textThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> Seals.ofText(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
