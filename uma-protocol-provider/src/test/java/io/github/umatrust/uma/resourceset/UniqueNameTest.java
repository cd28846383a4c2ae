package io.github.umatrust.uma.resourceset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniqueNameTest {

  @Test
  void isTheNameWhileItIsFreeThenANumberedOne() {
    Set<String> taken = new HashSet<>();
    for (String expected : new String[] {"Album", "Album (2)", "Album (3)"}) {
      String name = UniqueName.of("Album", taken::contains);
      assertThat(name).isEqualTo(expected);
      taken.add(name);
    }
  }

  @Test
  void isStillFoundWhenTwentyAreTaken() {
    String name = UniqueName.of("Album", n -> !n.contains("-"));
    assertThat(name).matches("Album \\([0-9a-f-]{36}\\)");
    assertThat(UniqueName.isMadeOf("Album", name)).isTrue();
  }

  @Test
  void theLongestNameHasRoomForATailAndIsNotCutWithinACharacter() {
    String longest = "🌄".repeat(127) + "x";
    String name = UniqueName.of(longest, longest::equals);
    assertThat(name).hasSizeLessThanOrEqualTo(255).endsWith("🌄 (2)");
    assertThat(UniqueName.isMadeOf(longest, name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Album, Album, true",
    "Album, Album (2), true",
    "Album, Album (20), true",
    "Album (2), Album (2) (2), true",
    "Album, Album (1), false",
    "Album, Album (21), false",
    "Album, Albums, false",
    "Album, Alb (2), false",
    "Album, Holiday, false",
    "Album (2), Album, false"
  })
  void knowsWhatItMade(String name, String stored, boolean made) {
    assertThat(UniqueName.isMadeOf(name, stored)).isEqualTo(made);
  }
}
